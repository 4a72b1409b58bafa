-- As the sample database of film rentals has it.
CREATE SCHEMA pagila;
CREATE FUNCTION pagila._group_concat(text, text) RETURNS text LANGUAGE sql IMMUTABLE
    AS $_$ SELECT CASE WHEN $2 IS NULL THEN $1 WHEN $1 IS NULL THEN $2 ELSE $1 || ', ' || $2 END $_$;
CREATE AGGREGATE pagila.group_concat(text) (SFUNC = pagila._group_concat, STYPE = text);
CREATE FUNCTION pagila.last_updated() RETURNS trigger LANGUAGE plpgsql
    AS $_$ BEGIN NEW.last_update = CURRENT_TIMESTAMP; RETURN NEW; END $_$;
-- end of what a catalog cannot express
CREATE TYPE pagila.mpaa_rating AS ENUM ('G', 'PG', 'PG-13', 'R', 'NC-17');
CREATE DOMAIN pagila.year AS integer CONSTRAINT year_check CHECK (VALUE >= 1901 AND VALUE <= 2155);
CREATE DOMAIN pagila."bıgınt" AS bigint;
CREATE SEQUENCE pagila.actor_actor_id_seq START WITH 1 INCREMENT BY 1 NO MINVALUE NO MAXVALUE CACHE 1;
CREATE TABLE pagila.actor (
    actor_id integer DEFAULT nextval('pagila.actor_actor_id_seq'::regclass) NOT NULL,
    first_name text NOT NULL, last_name text NOT NULL,
    last_update timestamp with time zone DEFAULT now() NOT NULL
);
CREATE SEQUENCE pagila.category_category_id_seq;
CREATE TABLE pagila.category (
    category_id integer DEFAULT nextval('pagila.category_category_id_seq'::regclass) NOT NULL,
    name text NOT NULL, last_update timestamp with time zone DEFAULT now() NOT NULL
);
CREATE SEQUENCE pagila.film_film_id_seq;
CREATE TABLE pagila.film (
    film_id integer DEFAULT nextval('pagila.film_film_id_seq'::regclass) NOT NULL,
    title text NOT NULL, description text, release_year pagila.year, language_id integer NOT NULL,
    original_language_id integer, rental_duration smallint DEFAULT 3 NOT NULL,
    rental_rate numeric(4,2) DEFAULT 4.99 NOT NULL, length smallint,
    replacement_cost numeric(5,2) DEFAULT 19.99 NOT NULL,
    rating pagila.mpaa_rating DEFAULT 'G'::pagila.mpaa_rating,
    last_update timestamp with time zone DEFAULT now() NOT NULL, special_features text[], fulltext tsvector NOT NULL
);
CREATE TABLE pagila.film_actor (
    actor_id integer NOT NULL, film_id integer NOT NULL, last_update timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE pagila.film_category (
    film_id integer NOT NULL, category_id integer NOT NULL, last_update timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE pagila.country (
    country_id serial NOT NULL, country text NOT NULL, last_update timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE pagila.city (
    city_id serial NOT NULL, city text NOT NULL, country_id integer NOT NULL,
    last_update timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE pagila.address (
    address_id serial NOT NULL, address text NOT NULL, address2 text, district text NOT NULL, city_id integer NOT NULL,
    postal_code text, phone text NOT NULL, last_update timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE pagila.language (
    language_id serial NOT NULL, name character(20) NOT NULL, last_update timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE pagila.customer (
    customer_id serial NOT NULL, store_id integer NOT NULL, first_name text NOT NULL, last_name text NOT NULL,
    email text, address_id integer NOT NULL, activebool boolean DEFAULT true NOT NULL,
    create_date date DEFAULT ('now'::text)::date NOT NULL, last_update timestamp with time zone DEFAULT now(), active integer
);
CREATE TABLE pagila.inventory (
    inventory_id serial NOT NULL, film_id integer NOT NULL, store_id integer NOT NULL,
    last_update timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE pagila.rental (
    rental_id serial NOT NULL, rental_date timestamp with time zone NOT NULL, inventory_id integer NOT NULL,
    customer_id integer NOT NULL, return_date timestamp with time zone, staff_id integer NOT NULL,
    last_update timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE pagila.staff (
    staff_id serial NOT NULL, first_name text NOT NULL, last_name text NOT NULL, address_id integer NOT NULL, email text,
    store_id integer NOT NULL, active boolean DEFAULT true NOT NULL, username text NOT NULL, password text,
    last_update timestamp with time zone DEFAULT now() NOT NULL, picture bytea
);
CREATE TABLE pagila.store (
    store_id serial NOT NULL, manager_staff_id integer NOT NULL, address_id integer NOT NULL,
    last_update timestamp with time zone DEFAULT now() NOT NULL
);
CREATE SEQUENCE pagila.payment_payment_id_seq;
CREATE TABLE pagila.payment (
    payment_id integer DEFAULT nextval('pagila.payment_payment_id_seq'::regclass) NOT NULL, customer_id integer NOT NULL,
    staff_id integer NOT NULL, rental_id integer NOT NULL, amount numeric(5,2) NOT NULL,
    payment_date timestamp with time zone NOT NULL
) PARTITION BY RANGE (payment_date);
ALTER TABLE ONLY pagila.actor ADD CONSTRAINT actor_pkey PRIMARY KEY (actor_id);
ALTER TABLE ONLY pagila.address ADD CONSTRAINT address_pkey PRIMARY KEY (address_id);
ALTER TABLE ONLY pagila.category ADD CONSTRAINT category_pkey PRIMARY KEY (category_id);
ALTER TABLE ONLY pagila.city ADD CONSTRAINT city_pkey PRIMARY KEY (city_id);
ALTER TABLE ONLY pagila.country ADD CONSTRAINT country_pkey PRIMARY KEY (country_id);
ALTER TABLE ONLY pagila.customer ADD CONSTRAINT customer_pkey PRIMARY KEY (customer_id);
ALTER TABLE ONLY pagila.film_actor ADD CONSTRAINT film_actor_pkey PRIMARY KEY (actor_id, film_id);
ALTER TABLE ONLY pagila.film_category ADD CONSTRAINT film_category_pkey PRIMARY KEY (film_id, category_id);
ALTER TABLE ONLY pagila.film ADD CONSTRAINT film_pkey PRIMARY KEY (film_id);
ALTER TABLE ONLY pagila.inventory ADD CONSTRAINT inventory_pkey PRIMARY KEY (inventory_id);
ALTER TABLE ONLY pagila.language ADD CONSTRAINT language_pkey PRIMARY KEY (language_id);
ALTER TABLE ONLY pagila.rental ADD CONSTRAINT rental_pkey PRIMARY KEY (rental_id);
ALTER TABLE ONLY pagila.staff ADD CONSTRAINT staff_pkey PRIMARY KEY (staff_id);
ALTER TABLE ONLY pagila.store ADD CONSTRAINT store_pkey PRIMARY KEY (store_id);
ALTER TABLE pagila.payment ADD PRIMARY KEY (payment_date, payment_id);
CREATE TABLE pagila.payment_p2022_01 (
    payment_id integer DEFAULT nextval('pagila.payment_payment_id_seq'::regclass) NOT NULL, customer_id integer NOT NULL,
    staff_id integer NOT NULL, rental_id integer NOT NULL, amount numeric(5,2) NOT NULL,
    payment_date timestamp with time zone NOT NULL
);
ALTER TABLE ONLY pagila.payment ATTACH PARTITION pagila.payment_p2022_01
    FOR VALUES FROM ('2022-01-01 00:00:00+00') TO ('2022-02-01 00:00:00+00');
CREATE TABLE pagila.payment_p2022_02 PARTITION OF pagila.payment
    FOR VALUES FROM ('2022-02-01 00:00:00+00') TO ('2022-03-01 01:00:00+01');
CREATE VIEW pagila.customer_list AS SELECT cu.customer_id AS id, ((cu.first_name || ' '::text) || cu.last_name) AS name,
    a.address, a.postal_code AS "zip code", a.phone, city.city, country.country,
    CASE WHEN cu.activebool THEN 'active'::text ELSE ''::text END AS notes, cu.store_id AS sid
    FROM (((pagila.customer cu JOIN pagila.address a ON ((cu.address_id = a.address_id)))
    JOIN pagila.city ON ((a.city_id = city.city_id))) JOIN pagila.country ON ((city.country_id = country.country_id)));
CREATE VIEW pagila.film_list AS SELECT film.film_id AS fid, film.title, film.description, category.name AS category,
    film.rental_rate AS price, film.length, film.rating,
    pagila.group_concat(((actor.first_name || ' '::text) || actor.last_name)) AS actors
    FROM ((((pagila.category LEFT JOIN pagila.film_category ON ((category.category_id = film_category.category_id)))
    LEFT JOIN pagila.film ON ((film_category.film_id = film.film_id)))
    JOIN pagila.film_actor ON ((film.film_id = film_actor.film_id)))
    JOIN pagila.actor ON ((film_actor.actor_id = actor.actor_id)))
    GROUP BY film.film_id, film.title, film.description, category.name, film.rental_rate, film.length, film.rating;
CREATE MATERIALIZED VIEW pagila.rental_by_category AS SELECT c.name AS category, sum(p.amount) AS total_sales
    FROM (((((pagila.payment p JOIN pagila.rental r ON ((p.rental_id = r.rental_id)))
    JOIN pagila.inventory i ON ((r.inventory_id = i.inventory_id))) JOIN pagila.film f ON ((i.film_id = f.film_id)))
    JOIN pagila.film_category fc ON ((f.film_id = fc.film_id)))
    JOIN pagila.category c ON ((fc.category_id = c.category_id)))
    GROUP BY c.name ORDER BY (sum(p.amount)) DESC WITH NO DATA;
CREATE INDEX film_fulltext_idx ON pagila.film USING gist (fulltext);
CREATE INDEX idx_actor_last_name ON pagila.actor USING btree (last_name);
CREATE INDEX idx_fk_customer_id ON ONLY pagila.payment USING btree (customer_id);
CREATE UNIQUE INDEX idx_unq_rental_rental_date_inventory_id_customer_id
    ON pagila.rental USING btree (rental_date, inventory_id, customer_id);
CREATE UNIQUE INDEX rental_category ON pagila.rental_by_category USING btree (category);
CREATE INDEX payment_p2022_01_customer_id_idx ON pagila.payment_p2022_01 USING btree (customer_id);
CREATE INDEX payment_p2022_02_customer_id_idx ON pagila.payment_p2022_02 USING btree (customer_id);
ALTER INDEX pagila.idx_fk_customer_id ATTACH PARTITION pagila.payment_p2022_01_customer_id_idx;
ALTER INDEX pagila.idx_fk_customer_id ATTACH PARTITION pagila.payment_p2022_02_customer_id_idx;
CREATE TRIGGER last_updated BEFORE UPDATE ON pagila.actor FOR EACH ROW EXECUTE FUNCTION pagila.last_updated();
ALTER TABLE ONLY pagila.address ADD CONSTRAINT address_city_id_fkey FOREIGN KEY (city_id) REFERENCES pagila.city(city_id)
    ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE ONLY pagila.city ADD CONSTRAINT city_country_id_fkey FOREIGN KEY (country_id)
    REFERENCES pagila.country(country_id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE ONLY pagila.customer ADD CONSTRAINT customer_address_id_fkey FOREIGN KEY (address_id)
    REFERENCES pagila.address(address_id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE ONLY pagila.customer ADD CONSTRAINT customer_store_id_fkey FOREIGN KEY (store_id)
    REFERENCES pagila.store(store_id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE ONLY pagila.film_actor ADD CONSTRAINT film_actor_actor_id_fkey FOREIGN KEY (actor_id)
    REFERENCES pagila.actor(actor_id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE ONLY pagila.film_actor ADD CONSTRAINT film_actor_film_id_fkey FOREIGN KEY (film_id)
    REFERENCES pagila.film(film_id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE ONLY pagila.film ADD CONSTRAINT film_language_id_fkey FOREIGN KEY (language_id)
    REFERENCES pagila.language(language_id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE ONLY pagila.film ADD CONSTRAINT film_original_language_id_fkey FOREIGN KEY (original_language_id)
    REFERENCES pagila.language(language_id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE ONLY pagila.inventory ADD CONSTRAINT inventory_film_id_fkey FOREIGN KEY (film_id)
    REFERENCES pagila.film(film_id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE ONLY pagila.payment_p2022_01 ADD CONSTRAINT payment_p2022_01_customer_id_fkey FOREIGN KEY (customer_id)
    REFERENCES pagila.customer(customer_id);
ALTER TABLE ONLY pagila.staff ADD CONSTRAINT staff_store_id_fkey FOREIGN KEY (store_id) REFERENCES pagila.store(store_id);
ALTER TABLE ONLY pagila.store ADD CONSTRAINT store_manager_staff_id_fkey FOREIGN KEY (manager_staff_id)
    REFERENCES pagila.staff(staff_id) ON UPDATE CASCADE ON DELETE RESTRICT;
