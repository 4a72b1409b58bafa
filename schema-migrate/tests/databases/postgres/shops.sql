-- Two shops whose schemas hold partly the same tables: the music shop as it is known, and its second edition.
CREATE SCHEMA chinook;
CREATE SCHEMA chinook_2;
CREATE TABLE chinook."Artist" ("ArtistId" int NOT NULL, "Name" varchar(120), CONSTRAINT "PK_Artist" PRIMARY KEY ("ArtistId"));
CREATE TABLE chinook."Album" ("AlbumId" int NOT NULL, "Title" varchar(160) NOT NULL, "ArtistId" int NOT NULL,
    CONSTRAINT "PK_Album" PRIMARY KEY ("AlbumId"));
CREATE TABLE chinook."Employee" ("EmployeeId" int NOT NULL, "LastName" varchar(20) NOT NULL, "FirstName" varchar(20) NOT NULL,
    "Title" varchar(30), "ReportsTo" int, "BirthDate" timestamp, CONSTRAINT "PK_Employee" PRIMARY KEY ("EmployeeId"));
CREATE TABLE chinook."Customer" ("CustomerId" int NOT NULL, "FirstName" varchar(40) NOT NULL, "Email" varchar(60) NOT NULL,
    "SupportRepId" int, CONSTRAINT "PK_Customer" PRIMARY KEY ("CustomerId"));
CREATE TABLE chinook."Genre" ("GenreId" int NOT NULL, "Name" varchar(120), CONSTRAINT "PK_Genre" PRIMARY KEY ("GenreId"));
CREATE TABLE chinook."MediaType" ("MediaTypeId" int NOT NULL, "Name" varchar(120),
    CONSTRAINT "PK_MediaType" PRIMARY KEY ("MediaTypeId"));
CREATE TABLE chinook."Track" ("TrackId" int NOT NULL, "Name" varchar(200) NOT NULL, "AlbumId" int, "MediaTypeId" int NOT NULL,
    "GenreId" int, "Composer" varchar(220), "Milliseconds" int NOT NULL, "Bytes" int, "UnitPrice" numeric(10,2) NOT NULL,
    CONSTRAINT "PK_Track" PRIMARY KEY ("TrackId"));
CREATE TABLE chinook."Playlist" ("PlaylistId" int NOT NULL, "Name" varchar(120), CONSTRAINT "PK_Playlist" PRIMARY KEY ("PlaylistId"));
CREATE TABLE chinook."PlaylistTrack" ("PlaylistId" int NOT NULL, "TrackId" int NOT NULL,
    CONSTRAINT "PK_PlaylistTrack" PRIMARY KEY ("PlaylistId", "TrackId"));
ALTER TABLE chinook."Album" ADD CONSTRAINT "FK_AlbumArtistId" FOREIGN KEY ("ArtistId") REFERENCES chinook."Artist" ("ArtistId");
CREATE INDEX "IFK_AlbumArtistId" ON chinook."Album" ("ArtistId");
ALTER TABLE chinook."Customer" ADD CONSTRAINT "FK_CustomerSupportRepId" FOREIGN KEY ("SupportRepId")
    REFERENCES chinook."Employee" ("EmployeeId") ON DELETE NO ACTION ON UPDATE NO ACTION;
CREATE INDEX "IFK_CustomerSupportRepId" ON chinook."Customer" ("SupportRepId");
ALTER TABLE chinook."Employee" ADD CONSTRAINT "FK_EmployeeReportsTo" FOREIGN KEY ("ReportsTo")
    REFERENCES chinook."Employee" ("EmployeeId");
ALTER TABLE chinook."PlaylistTrack" ADD CONSTRAINT "FK_PlaylistTrackPlaylistId" FOREIGN KEY ("PlaylistId")
    REFERENCES chinook."Playlist" ("PlaylistId");
ALTER TABLE chinook."PlaylistTrack" ADD CONSTRAINT "FK_PlaylistTrackTrackId" FOREIGN KEY ("TrackId")
    REFERENCES chinook."Track" ("TrackId");
ALTER TABLE chinook."Track" ADD CONSTRAINT "FK_TrackAlbumId" FOREIGN KEY ("AlbumId") REFERENCES chinook."Album" ("AlbumId");
ALTER TABLE chinook."Track" ADD CONSTRAINT "FK_TrackGenreId" FOREIGN KEY ("GenreId") REFERENCES chinook."Genre" ("GenreId");
ALTER TABLE chinook."Track" ADD CONSTRAINT "FK_TrackMediaTypeId" FOREIGN KEY ("MediaTypeId")
    REFERENCES chinook."MediaType" ("MediaTypeId");
CREATE TABLE chinook_2."Artist" ("ArtistId" int NOT NULL, "Name" varchar(120), CONSTRAINT "PK_Artist" PRIMARY KEY ("ArtistId"));
CREATE TABLE chinook_2."Album" ("AlbumId" int NOT NULL, "Title" varchar(160) NOT NULL, "ArtistId" int NOT NULL, "Year" smallint,
    CONSTRAINT "PK_Album" PRIMARY KEY ("AlbumId"));
CREATE TABLE chinook_2."Genre" ("GenreId" int NOT NULL, "Name" varchar(120), CONSTRAINT "PK_Genre" PRIMARY KEY ("GenreId"));
CREATE TABLE chinook_2."Playlist" ("PlaylistId" bigint NOT NULL, "Name" text, CONSTRAINT "PK_Playlist" PRIMARY KEY ("PlaylistId"));
ALTER TABLE chinook_2."Album" ADD CONSTRAINT "FK_AlbumArtistId" FOREIGN KEY ("ArtistId") REFERENCES chinook_2."Artist" ("ArtistId");
CREATE INDEX "IFK_AlbumArtistId" ON chinook_2."Album" ("ArtistId");
