-- revision: 0001_create
-- message: create

-- step: create schema shared
CREATE SCHEMA :"shared";

-- step: create table shared.colors
CREATE TABLE :"shared"."colors" (
    "name" VARCHAR(20) NOT NULL,
    "hex" VARCHAR(7) NOT NULL,
    CONSTRAINT "pk_colors" PRIMARY KEY ("name")
);

-- step: the colors that there are
INSERT INTO :"shared"."colors" ("name", "hex") VALUES ('red', '#ff0000'), ('blue', '#0000ff');
