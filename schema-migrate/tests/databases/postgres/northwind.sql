-- As the sample database of a trader has it.
CREATE SCHEMA northwind;
SET search_path = northwind;
CREATE TABLE categories (category_id smallint NOT NULL PRIMARY KEY, category_name character varying(15) NOT NULL,
    description text, picture bytea);
CREATE TABLE customer_customer_demo (customer_id bpchar NOT NULL, customer_type_id bpchar NOT NULL,
    PRIMARY KEY (customer_id, customer_type_id));
CREATE TABLE customer_demographics (customer_type_id bpchar NOT NULL PRIMARY KEY, customer_desc text);
CREATE TABLE customers (customer_id bpchar NOT NULL PRIMARY KEY, company_name character varying(40) NOT NULL,
    contact_name character varying(30), phone character varying(24));
CREATE TABLE employees (employee_id smallint NOT NULL PRIMARY KEY, last_name character varying(20) NOT NULL, birth_date date,
    photo bytea, notes text, reports_to smallint REFERENCES employees);
CREATE TABLE suppliers (supplier_id smallint NOT NULL PRIMARY KEY, company_name character varying(40) NOT NULL, homepage text);
CREATE TABLE products (product_id smallint NOT NULL PRIMARY KEY, product_name character varying(40) NOT NULL,
    supplier_id smallint REFERENCES suppliers, category_id smallint REFERENCES categories, unit_price real,
    units_in_stock smallint, discontinued integer NOT NULL);
CREATE TABLE region (region_id smallint NOT NULL PRIMARY KEY, region_description bpchar NOT NULL);
CREATE TABLE territories (territory_id character varying(20) NOT NULL PRIMARY KEY, territory_description bpchar NOT NULL,
    region_id smallint NOT NULL REFERENCES region);
CREATE TABLE employee_territories (employee_id smallint NOT NULL REFERENCES employees,
    territory_id character varying(20) NOT NULL REFERENCES territories, PRIMARY KEY (employee_id, territory_id));
CREATE TABLE orders (order_id smallint NOT NULL PRIMARY KEY, customer_id bpchar REFERENCES customers,
    employee_id smallint REFERENCES employees, order_date date, freight real, ship_name character varying(40));
CREATE TABLE order_details (order_id smallint NOT NULL REFERENCES orders, product_id smallint NOT NULL REFERENCES products,
    unit_price real NOT NULL, quantity smallint NOT NULL, discount real NOT NULL, PRIMARY KEY (order_id, product_id));
ALTER TABLE ONLY customer_customer_demo ADD CONSTRAINT fk_customer_customer_demo_customers FOREIGN KEY (customer_id)
    REFERENCES customers;
ALTER TABLE ONLY customer_customer_demo ADD CONSTRAINT fk_customer_customer_demo_demographics
    FOREIGN KEY (customer_type_id) REFERENCES customer_demographics;
RESET search_path;
