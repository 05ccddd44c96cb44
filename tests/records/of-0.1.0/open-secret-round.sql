BEGIN TRANSACTION;
CREATE TABLE account (
	platform VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	person INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	folded_name VARCHAR NOT NULL, 
	handle VARCHAR NOT NULL, 
	room VARCHAR NOT NULL, 
	used_at DATETIME NOT NULL, 
	PRIMARY KEY (platform, id), 
	FOREIGN KEY(person) REFERENCES person (id) ON DELETE CASCADE
);
INSERT INTO "account" VALUES('telegram','71',1,'71','71','','71','2026-03-03 09:00:00.000000');
INSERT INTO "account" VALUES('matrix','@ada:a.example',2,'@ada:a.example','@ada:a.example','','@ada:a.example','2026-03-03 09:00:00.000000');
INSERT INTO "account" VALUES('telegram','72',3,'72','72','','72','2026-03-03 09:00:00.000000');
INSERT INTO "account" VALUES('telegram','73',4,'73','73','','73','2026-03-03 09:00:00.000000');
INSERT INTO "account" VALUES('matrix','@fay:f.example',5,'@fay:f.example','@fay:f.example','','@fay:f.example','2026-03-03 09:00:00.000000');
INSERT INTO "account" VALUES('matrix','@ray:r.example',6,'@ray:r.example','@ray:r.example','','@ray:r.example','2026-03-03 09:00:00.000000');
INSERT INTO "account" VALUES('telegram','101',7,'101','101','','101','2026-03-03 09:00:00.000000');
INSERT INTO "account" VALUES('telegram','102',8,'102','102','','102','2026-03-03 09:00:00.000000');
INSERT INTO "account" VALUES('telegram','103',9,'103','103','','103','2026-03-03 09:00:00.000000');
INSERT INTO "account" VALUES('telegram','104',10,'104','104','','104','2026-03-03 09:00:00.000000');
INSERT INTO "account" VALUES('telegram','105',11,'105','105','','105','2026-03-03 09:00:00.000000');
INSERT INTO "account" VALUES('telegram','106',12,'106','106','','106','2026-03-03 09:00:00.000000');
INSERT INTO "account" VALUES('telegram','107',13,'107','107','','107','2026-03-03 09:00:00.000000');
INSERT INTO "account" VALUES('telegram','108',14,'108','108','','108','2026-03-03 09:00:00.000000');
INSERT INTO "account" VALUES('telegram','109',15,'109','109','','109','2026-03-03 09:00:00.000000');
INSERT INTO "account" VALUES('telegram','110',16,'110','110','','110','2026-03-03 09:00:00.000000');
INSERT INTO "account" VALUES('telegram','111',17,'111','111','','111','2026-03-03 09:00:00.000000');
INSERT INTO "account" VALUES('telegram','112',18,'112','112','','112','2026-03-03 09:00:00.000000');
INSERT INTO "account" VALUES('telegram','199',19,'199','199','','199','2026-03-03 09:00:00.000000');
CREATE TABLE action (
	number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	track VARCHAR NOT NULL, 
	meeting INTEGER NOT NULL, 
	text VARCHAR NOT NULL, 
	person INTEGER, 
	called VARCHAR NOT NULL, 
	due VARCHAR, 
	done DATETIME, 
	reminded VARCHAR NOT NULL, 
	FOREIGN KEY(meeting) REFERENCES meeting (number), 
	FOREIGN KEY(person) REFERENCES person (id) ON DELETE CASCADE, 
	FOREIGN KEY(track) REFERENCES track (code)
);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0010');
CREATE TABLE alias (
	alias VARCHAR NOT NULL, 
	track VARCHAR NOT NULL, 
	PRIMARY KEY (alias), 
	FOREIGN KEY(track) REFERENCES track (code)
);
INSERT INTO "alias" VALUES('dccos','dc-children');
INSERT INTO "alias" VALUES('dc-isss','is3c');
INSERT INTO "alias" VALUES('pn-environment','pne');
INSERT INTO "alias" VALUES('pn-meaningful-access','pnma');
INSERT INTO "alias" VALUES('pn-fragmentation','pnif');
INSERT INTO "alias" VALUES('pn-ai','pnai');
CREATE TABLE attendance (
	meeting INTEGER NOT NULL, 
	person INTEGER NOT NULL, 
	presence VARCHAR NOT NULL, 
	PRIMARY KEY (meeting, person), 
	FOREIGN KEY(meeting) REFERENCES meeting (number), 
	FOREIGN KEY(person) REFERENCES person (id) ON DELETE CASCADE
);
CREATE TABLE ballot (
	decision INTEGER NOT NULL, 
	round INTEGER NOT NULL, 
	person INTEGER NOT NULL, 
	choice VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	remedy VARCHAR NOT NULL, 
	eligible BOOLEAN NOT NULL, 
	receipt VARCHAR NOT NULL, 
	stakeholder_group VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (decision, round, person), 
	FOREIGN KEY(decision) REFERENCES decision (id), 
	FOREIGN KEY(person) REFERENCES person (id) ON DELETE CASCADE
);
INSERT INTO "ballot" VALUES(2,1,7,'support','','',1,'HFZU-7G4Q','','2026-03-03 09:00:17.000000');
INSERT INTO "ballot" VALUES(2,1,8,'object','It is too often.','',1,'ZZVR-HR65','','2026-03-03 09:00:18.000000');
CREATE TABLE binding (
	platform VARCHAR NOT NULL, 
	room VARCHAR NOT NULL, 
	topic VARCHAR NOT NULL, 
	track VARCHAR NOT NULL, 
	place INTEGER NOT NULL, 
	PRIMARY KEY (platform, room, topic, track), 
	FOREIGN KEY(track) REFERENCES track (code)
);
INSERT INTO "binding" VALUES('matrix','!irpc:home.example','','irpc',1);
CREATE TABLE code (
	hash VARCHAR NOT NULL, 
	purpose VARCHAR NOT NULL, 
	person INTEGER, 
	until DATETIME NOT NULL, 
	PRIMARY KEY (hash), 
	FOREIGN KEY(person) REFERENCES person (id) ON DELETE CASCADE
);
INSERT INTO "code" VALUES('43ce0c6ac1cdf6a1506633789d60bd99210768656c67a2b80895d6e1e58cd4d5','claim',NULL,'2027-03-03 09:00:00.000000');
CREATE TABLE coming (
	meeting INTEGER NOT NULL, 
	person INTEGER NOT NULL, 
	coming VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (meeting, person), 
	FOREIGN KEY(meeting) REFERENCES meeting (number), 
	FOREIGN KEY(person) REFERENCES person (id) ON DELETE CASCADE
);
CREATE TABLE comment (
	draft INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	person INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	anchor VARCHAR NOT NULL, 
	quote VARCHAR NOT NULL, 
	place VARCHAR NOT NULL, 
	orphaned BOOLEAN NOT NULL, 
	kind VARCHAR NOT NULL, 
	text VARCHAR NOT NULL, 
	proposal VARCHAR NOT NULL, 
	capacity VARCHAR NOT NULL, 
	shown VARCHAR NOT NULL, 
	author VARCHAR NOT NULL, 
	organisation VARCHAR NOT NULL, 
	sender VARCHAR NOT NULL, 
	stakeholder_group VARCHAR NOT NULL, 
	region VARCHAR NOT NULL, 
	language VARCHAR NOT NULL, 
	received DATETIME NOT NULL, 
	late BOOLEAN NOT NULL, 
	state VARCHAR NOT NULL, 
	revision INTEGER NOT NULL, 
	contested VARCHAR NOT NULL, 
	contested_answer INTEGER NOT NULL, 
	appeal VARCHAR NOT NULL, 
	PRIMARY KEY (draft, number), 
	FOREIGN KEY(draft) REFERENCES draft (id), 
	FOREIGN KEY(person) REFERENCES person (id) ON DELETE CASCADE
);
CREATE TABLE confirmation (
	hash VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	verdict VARCHAR NOT NULL, 
	until DATETIME NOT NULL, 
	PRIMARY KEY (hash)
);
CREATE TABLE correction (
	meeting INTEGER NOT NULL, 
	line INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	person INTEGER NOT NULL, 
	text VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	standing VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	PRIMARY KEY (meeting, line, number), 
	FOREIGN KEY(meeting) REFERENCES meeting (number), 
	FOREIGN KEY(person) REFERENCES person (id) ON DELETE CASCADE
);
CREATE TABLE cycle (
	year INTEGER NOT NULL, 
	begins DATE NOT NULL, 
	ends DATE NOT NULL, 
	told VARCHAR NOT NULL, 
	PRIMARY KEY (year)
);
CREATE TABLE decision (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	number INTEGER, 
	track VARCHAR NOT NULL, 
	author INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	round INTEGER NOT NULL, 
	terms VARCHAR NOT NULL, 
	opened DATETIME, 
	closes DATETIME, 
	charter VARCHAR NOT NULL, 
	designation VARCHAR NOT NULL, 
	rationale VARCHAR NOT NULL, 
	called_by INTEGER, 
	called_at DATETIME, 
	contested BOOLEAN NOT NULL, 
	noticed VARCHAR NOT NULL, 
	entry VARCHAR NOT NULL, 
	FOREIGN KEY(author) REFERENCES person (id) ON DELETE CASCADE, 
	FOREIGN KEY(track) REFERENCES track (code), 
	UNIQUE (number)
);
INSERT INTO "decision" VALUES(1,1,'irpc',5,'open',1,'{"kind": "choice", "text": "Who holds the pen?", "options": ["Quebracho", "Hassan", "Ines"], "hours": 72, "secrecy": "secret", "visible": "after-voting", "silence": "nothing", "people": 1, "groups": 0, "review": 72, "languages": {"original": "en", "binding": "original", "versions": {}}}','2026-03-03 09:00:05.000000','2026-03-06 09:00:05.000000','{"called_by":"facilitators","closes":"2026-03-06T09:00:05Z","electorate":18,"kind":"choice","opened":"2026-03-03T09:00:05Z","options":["Quebracho","Hassan","Ines"],"quorum":{"groups":0,"people":1},"reference":"D1","review_hours":72,"round":1,"secrecy":"secret","silence":"nothing","text":"Who holds the pen?","track":"irpc","visible":"after-voting"}','','',NULL,NULL,0,'','7c11506dc9253d541fac0b805d1ed51320d312118638e29e42046ad550069490');
INSERT INTO "decision" VALUES(2,2,'irpc',5,'open',1,'{"kind": "consensus", "text": "We meet weekly.", "options": [], "hours": 72, "secrecy": "open", "visible": "after-voting", "silence": "nothing", "people": null, "groups": 0, "review": 72, "languages": {"original": "en", "binding": "original", "versions": {}}}','2026-03-03 09:00:16.000000','2026-03-06 09:00:16.000000','{"called_by":"facilitators","closes":"2026-03-06T09:00:16Z","electorate":19,"kind":"consensus","opened":"2026-03-03T09:00:16Z","options":[],"quorum":{"groups":0,"people":7},"reference":"D2","review_hours":72,"round":1,"secrecy":"open","silence":"nothing","text":"We meet weekly.","track":"irpc","visible":"after-voting"}','','',NULL,NULL,0,'','b6e51ecb8d8d8c129775fcbd0efc5ce8d0e6b71a545277fbbb3425067878cd95');
CREATE TABLE disposition (
	draft INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	answer INTEGER NOT NULL, 
	disposition VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	place VARCHAR NOT NULL, 
	quote VARCHAR NOT NULL, 
	other INTEGER, 
	person INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	standing BOOLEAN NOT NULL, 
	PRIMARY KEY (draft, number, answer), 
	FOREIGN KEY(draft) REFERENCES draft (id), 
	FOREIGN KEY(person) REFERENCES person (id) ON DELETE CASCADE
);
CREATE TABLE draft (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	track VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	author INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	opens DATETIME, 
	soft DATETIME, 
	closes DATETIME, 
	noticed VARCHAR NOT NULL, 
	entry VARCHAR NOT NULL, 
	report VARCHAR NOT NULL, titles VARCHAR DEFAULT '{}' NOT NULL, 
	FOREIGN KEY(author) REFERENCES person (id) ON DELETE CASCADE, 
	FOREIGN KEY(track) REFERENCES track (code)
);
CREATE TABLE elector (
	decision INTEGER NOT NULL, 
	round INTEGER NOT NULL, 
	person INTEGER NOT NULL, 
	PRIMARY KEY (decision, round, person), 
	FOREIGN KEY(decision) REFERENCES decision (id), 
	FOREIGN KEY(person) REFERENCES person (id) ON DELETE CASCADE
);
INSERT INTO "elector" VALUES(1,1,1);
INSERT INTO "elector" VALUES(1,1,2);
INSERT INTO "elector" VALUES(1,1,3);
INSERT INTO "elector" VALUES(1,1,4);
INSERT INTO "elector" VALUES(1,1,5);
INSERT INTO "elector" VALUES(1,1,6);
INSERT INTO "elector" VALUES(1,1,7);
INSERT INTO "elector" VALUES(1,1,8);
INSERT INTO "elector" VALUES(1,1,9);
INSERT INTO "elector" VALUES(1,1,10);
INSERT INTO "elector" VALUES(1,1,11);
INSERT INTO "elector" VALUES(1,1,12);
INSERT INTO "elector" VALUES(1,1,13);
INSERT INTO "elector" VALUES(1,1,14);
INSERT INTO "elector" VALUES(1,1,15);
INSERT INTO "elector" VALUES(1,1,16);
INSERT INTO "elector" VALUES(1,1,17);
INSERT INTO "elector" VALUES(1,1,18);
INSERT INTO "elector" VALUES(2,1,1);
INSERT INTO "elector" VALUES(2,1,2);
INSERT INTO "elector" VALUES(2,1,3);
INSERT INTO "elector" VALUES(2,1,4);
INSERT INTO "elector" VALUES(2,1,5);
INSERT INTO "elector" VALUES(2,1,6);
INSERT INTO "elector" VALUES(2,1,7);
INSERT INTO "elector" VALUES(2,1,8);
INSERT INTO "elector" VALUES(2,1,9);
INSERT INTO "elector" VALUES(2,1,10);
INSERT INTO "elector" VALUES(2,1,11);
INSERT INTO "elector" VALUES(2,1,12);
INSERT INTO "elector" VALUES(2,1,13);
INSERT INTO "elector" VALUES(2,1,14);
INSERT INTO "elector" VALUES(2,1,15);
INSERT INTO "elector" VALUES(2,1,16);
INSERT INTO "elector" VALUES(2,1,17);
INSERT INTO "elector" VALUES(2,1,18);
INSERT INTO "elector" VALUES(2,1,19);
CREATE TABLE instance (
	number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name VARCHAR NOT NULL, 
	until DATETIME NOT NULL
);
CREATE TABLE item (
	meeting INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	title VARCHAR NOT NULL, 
	minutes INTEGER NOT NULL, 
	person INTEGER NOT NULL, 
	done BOOLEAN NOT NULL, 
	PRIMARY KEY (meeting, number), 
	FOREIGN KEY(meeting) REFERENCES meeting (number), 
	FOREIGN KEY(person) REFERENCES person (id) ON DELETE CASCADE
);
CREATE TABLE journal (
	number INTEGER NOT NULL, 
	text VARCHAR NOT NULL, 
	hash VARCHAR NOT NULL, about VARCHAR DEFAULT '' NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "journal" VALUES(1,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"bpf","name":"Cybersecurity","track":"bpf-cybersecurity"},"n":1,"prev":"0000000000000000000000000000000000000000000000000000000000000000"}','f53a261f0deb3c054065395b674e880c1b0bbb8dd09be6ca16220d24d61a5222','track');
INSERT INTO "journal" VALUES(2,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"bpf","name":"Gender and Access","track":"bpf-gender"},"n":2,"prev":"f53a261f0deb3c054065395b674e880c1b0bbb8dd09be6ca16220d24d61a5222"}','25a511ff54be1b22397514bb89cb8610866e60d0d559404cf5b0d331c547f265','track');
INSERT INTO "journal" VALUES(3,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"bpf","name":"IoT, Big Data, AI","track":"bpf-data"},"n":3,"prev":"25a511ff54be1b22397514bb89cb8610866e60d0d559404cf5b0d331c547f265"}','49953392d3c1e68c2e93ff3008c5e7cb181acdd5757cdae0edb75d11e924c1c2','track');
INSERT INTO "journal" VALUES(4,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"bpf","name":"Local Content","track":"bpf-local-content"},"n":4,"prev":"49953392d3c1e68c2e93ff3008c5e7cb181acdd5757cdae0edb75d11e924c1c2"}','4e7f9a1f8d95f8d331cb1fd2a4e1f6773b1f86f66b15b6389113196838ea7aa5','track');
INSERT INTO "journal" VALUES(5,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"bpf","name":"Internet Exchange Points","track":"bpf-ixp"},"n":5,"prev":"4e7f9a1f8d95f8d331cb1fd2a4e1f6773b1f86f66b15b6389113196838ea7aa5"}','9d57227185c11eee080c3040daae4332d1022f93e1ae0dd4107ab462b740de1e','track');
INSERT INTO "journal" VALUES(6,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"bpf","name":"IPv6","track":"bpf-ipv6"},"n":6,"prev":"9d57227185c11eee080c3040daae4332d1022f93e1ae0dd4107ab462b740de1e"}','a71e4a538e9d52dbffc3e24c7f30b4c3fce1539ecb7f8796694681c0ab88e1e1','track');
INSERT INTO "journal" VALUES(7,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"bpf","name":"Data and New Technologies","track":"bpf-new-technologies"},"n":7,"prev":"a71e4a538e9d52dbffc3e24c7f30b4c3fce1539ecb7f8796694681c0ab88e1e1"}','d7007e0260a57b3e2e7a6cc3ba6d224210f9ebfe2fe145268a2372483a246b9a','track');
INSERT INTO "journal" VALUES(8,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"dc","name":"Accessibility and Disability","track":"dcad"},"n":8,"prev":"d7007e0260a57b3e2e7a6cc3ba6d224210f9ebfe2fe145268a2372483a246b9a"}','75e642432d8dc10181cb9cd0ccb2dc0fd57d939b1f9cfff309a3ea1eb23a0e9d','track');
INSERT INTO "journal" VALUES(9,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"dc","name":"Blockchain Assurance and Standardization","track":"dc-bas"},"n":9,"prev":"75e642432d8dc10181cb9cd0ccb2dc0fd57d939b1f9cfff309a3ea1eb23a0e9d"}','0a2351ecb29ce62a23a71bfc04ee750f89351ead804c8a9cad74af2800494951','track');
INSERT INTO "journal" VALUES(10,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"dc","name":"Blockchain Technologies","track":"dc-blockchain"},"n":10,"prev":"0a2351ecb29ce62a23a71bfc04ee750f89351ead804c8a9cad74af2800494951"}','3de3cce46ff37fb363fed6c6a59339dd36cccfb6c11c2359389a4be95510de7a','track');
INSERT INTO "journal" VALUES(11,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"dc","name":"Children''s Rights in the Digital Environment","track":"dc-children"},"n":11,"prev":"3de3cce46ff37fb363fed6c6a59339dd36cccfb6c11c2359389a4be95510de7a"}','b62dfb755758f475b36b076028fab896399ef7a1380ccf17a3cd152163b7cf5e','track');
INSERT INTO "journal" VALUES(12,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"dc","name":"Community Connectivity","track":"dc3"},"n":12,"prev":"b62dfb755758f475b36b076028fab896399ef7a1380ccf17a3cd152163b7cf5e"}','d978986905b14c4e3e5e07a3076f582508c332c4dc83e159f88d0a91a9828469','track');
INSERT INTO "journal" VALUES(13,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"dc","name":"Core Internet Values","track":"dc-civ"},"n":13,"prev":"d978986905b14c4e3e5e07a3076f582508c332c4dc83e159f88d0a91a9828469"}','108bee4d4c3b811c7cd11032b31ca565454463b953cdc827484e0f6941cce3df','track');
INSERT INTO "journal" VALUES(14,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"dc","name":"Data and Artificial Intelligence Governance","track":"dc-daig"},"n":14,"prev":"108bee4d4c3b811c7cd11032b31ca565454463b953cdc827484e0f6941cce3df"}','e0e4cc78c8905320c76e9be4ba9ce3d13aa732246b04bf34698efd6af4946da4','track');
INSERT INTO "journal" VALUES(15,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"dc","name":"Data and Trust","track":"dc-dt"},"n":15,"prev":"e0e4cc78c8905320c76e9be4ba9ce3d13aa732246b04bf34698efd6af4946da4"}','3cb7d7da307cbd3a617f638cc15f23969ae60c6a3c88b1d45bed8481dd346a58','track');
INSERT INTO "journal" VALUES(16,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"dc","name":"Data Driven Health Technologies","track":"dc-ddht"},"n":16,"prev":"3cb7d7da307cbd3a617f638cc15f23969ae60c6a3c88b1d45bed8481dd346a58"}','9a828c6182eafa249da1ab924dd9cebf0ef8ea9e127168de22a92f780a7cdeac','track');
INSERT INTO "journal" VALUES(17,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"dc","name":"Digital Financial Inclusion","track":"dc-dfi"},"n":17,"prev":"9a828c6182eafa249da1ab924dd9cebf0ef8ea9e127168de22a92f780a7cdeac"}','75572b3f834d99c2f92c524ce34609e8217e455663da469815299401857858a5','track');
INSERT INTO "journal" VALUES(18,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"dc","name":"Digital Health","track":"dc-dh"},"n":18,"prev":"75572b3f834d99c2f92c524ce34609e8217e455663da469815299401857858a5"}','99b5acd1eb538981bb682ec6800936f0d3eeee653f407a0e08ae32058ce2cca2','track');
INSERT INTO "journal" VALUES(19,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"dc","name":"Digital Economy","track":"dc-de"},"n":19,"prev":"99b5acd1eb538981bb682ec6800936f0d3eeee653f407a0e08ae32058ce2cca2"}','68b2fd9647dfed138f43b0f889dbd925137186b6ce9a49eddaf9debbc3404b35','track');
INSERT INTO "journal" VALUES(20,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"dc","name":"DNS Issues","track":"dc-dnsi"},"n":20,"prev":"68b2fd9647dfed138f43b0f889dbd925137186b6ce9a49eddaf9debbc3404b35"}','4e1b4e8100ce677ee8805387ff2bb0636ed8fdbc28c6d68381bdff34548430c8','track');
INSERT INTO "journal" VALUES(21,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"dc","name":"Environment","track":"dce"},"n":21,"prev":"4e1b4e8100ce677ee8805387ff2bb0636ed8fdbc28c6d68381bdff34548430c8"}','44fcff6755fc6ef1eddb0222284ae3e19374ea11682611ab1e1ab6437e83f1b4','track');
INSERT INTO "journal" VALUES(22,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"dc","name":"Gaming for Purpose","track":"dc-g4p"},"n":22,"prev":"44fcff6755fc6ef1eddb0222284ae3e19374ea11682611ab1e1ab6437e83f1b4"}','3f68c9c080705d842669a8e353654e1b77a740f66cf2dbe6044e86458af3cd93','track');
INSERT INTO "journal" VALUES(23,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"dc","name":"Gender and Internet Governance","track":"dc-gender"},"n":23,"prev":"3f68c9c080705d842669a8e353654e1b77a740f66cf2dbe6044e86458af3cd93"}','097ec1f6bb4cd8df492640435b5b638995e3b4ba87e4432a81614d2b877545d2','track');
INSERT INTO "journal" VALUES(24,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"dc","name":"Innovative Approaches to Connecting the Unconnected","track":"dc-cu"},"n":24,"prev":"097ec1f6bb4cd8df492640435b5b638995e3b4ba87e4432a81614d2b877545d2"}','8273de1a90d29ca918aa6c2eac3c9ef75b05a8192a522f4bfde728808c9ce668','track');
INSERT INTO "journal" VALUES(25,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"dc","name":"Internet of Things","track":"dc-iot"},"n":25,"prev":"8273de1a90d29ca918aa6c2eac3c9ef75b05a8192a522f4bfde728808c9ce668"}','9f02b36cc3b5899bf80dc058ebaaefab1f10be0cf4238e77eb813129319886d3','track');
INSERT INTO "journal" VALUES(26,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"dc","name":"Interplanetary Internet","track":"dc-interplanetary"},"n":26,"prev":"9f02b36cc3b5899bf80dc058ebaaefab1f10be0cf4238e77eb813129319886d3"}','5f90f76d1746972ad8efb15ceeff79a6d482310a676f3181da4602f9bae252b7','track');
INSERT INTO "journal" VALUES(27,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"dc","name":"Internet Rights and Principles","track":"irpc"},"n":27,"prev":"5f90f76d1746972ad8efb15ceeff79a6d482310a676f3181da4602f9bae252b7"}','3bd849cded8ad3b1f64fd366be8db57ba958267972cee69382ccc5073d6ebff2','track');
INSERT INTO "journal" VALUES(28,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"dc","name":"Internet Standards, Security and Safety","track":"is3c"},"n":28,"prev":"3bd849cded8ad3b1f64fd366be8db57ba958267972cee69382ccc5073d6ebff2"}','4dd9f0d63916573aafb1d53dce21b1aba3fbec64d46542e110b5a73cba963b2b','track');
INSERT INTO "journal" VALUES(29,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"dc","name":"Network Neutrality","track":"dcnn"},"n":29,"prev":"4dd9f0d63916573aafb1d53dce21b1aba3fbec64d46542e110b5a73cba963b2b"}','86bb03aed4d1d7a629e64d0ffee7059d215fcb427c067a968dadbb3d87e4549b','track');
INSERT INTO "journal" VALUES(30,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"dc","name":"Platform Responsibility","track":"dcpr"},"n":30,"prev":"86bb03aed4d1d7a629e64d0ffee7059d215fcb427c067a968dadbb3d87e4549b"}','54e4d28330b822cd430a3fa276d45986d5b46ce9528d32fbb01095104113f824','track');
INSERT INTO "journal" VALUES(31,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"dc","name":"Public Access in Libraries","track":"dc-pal"},"n":31,"prev":"54e4d28330b822cd430a3fa276d45986d5b46ce9528d32fbb01095104113f824"}','4ff46fab2c79845312d8c281d2c608a3f25f32be88cf197fe29f6f7a414681f4','track');
INSERT INTO "journal" VALUES(32,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"dc","name":"Schools on Internet Governance","track":"dc-sig"},"n":32,"prev":"4ff46fab2c79845312d8c281d2c608a3f25f32be88cf197fe29f6f7a414681f4"}','4bcd2ff110bed834d02e504aea55ce25d5f6110abed59c1db9d9864e8440a6ec','track');
INSERT INTO "journal" VALUES(33,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"dc","name":"Small Island Developing States","track":"dc-sids"},"n":33,"prev":"4bcd2ff110bed834d02e504aea55ce25d5f6110abed59c1db9d9864e8440a6ec"}','71898f7ec0e03b2296f5b30ef3d539ecfdad54a98f954c16fb213747db5b0183','track');
INSERT INTO "journal" VALUES(34,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"dc","name":"Journalism and News Media","track":"dc-sustainability"},"n":34,"prev":"71898f7ec0e03b2296f5b30ef3d539ecfdad54a98f954c16fb213747db5b0183"}','cc6d02b13b687afa21a3bcfe12053493a88cdae41dbf3ca88a689d8300b51031','track');
INSERT INTO "journal" VALUES(35,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"dc","name":"Youth Coalition","track":"ycig"},"n":35,"prev":"cc6d02b13b687afa21a3bcfe12053493a88cdae41dbf3ca88a689d8300b51031"}','89e84e03272eefdf4ab6ae7d9ce865ad72d6bf2f255236971087344b63d93f9f','track');
INSERT INTO "journal" VALUES(36,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"pn","name":"Environment","track":"pne"},"n":36,"prev":"89e84e03272eefdf4ab6ae7d9ce865ad72d6bf2f255236971087344b63d93f9f"}','c1534002c85b4a06a030781c17cf5b8b3c61d3a589704790c50e85e63f82f2f5','track');
INSERT INTO "journal" VALUES(37,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"pn","name":"Meaningful Access","track":"pnma"},"n":37,"prev":"c1534002c85b4a06a030781c17cf5b8b3c61d3a589704790c50e85e63f82f2f5"}','1b2b20e6fd08c6acb023eeff9273e96a5f1d26400d8e20db7723122386dcb263','track');
INSERT INTO "journal" VALUES(38,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"pn","name":"Internet Fragmentation","track":"pnif"},"n":38,"prev":"1b2b20e6fd08c6acb023eeff9273e96a5f1d26400d8e20db7723122386dcb263"}','c669f9d1a5b60c8ae6c3a15e5c28f95d31ddc446c350c16acdcab2e5ece661c2','track');
INSERT INTO "journal" VALUES(39,'{"act":"track.created","at":"2026-03-03T09:00:00Z","by":"installation","data":{"modality":"pn","name":"Artificial Intelligence","track":"pnai"},"n":39,"prev":"c669f9d1a5b60c8ae6c3a15e5c28f95d31ddc446c350c16acdcab2e5ece661c2"}','227dac01ce538a931086db170865a98755f38043060f2afb77208b62a653522a','track');
INSERT INTO "journal" VALUES(40,'{"act":"role.given","at":"2026-03-03T09:00:00Z","by":"p-0000000000000000","data":{"person":"p-0000000000000000","role":"operator"},"n":40,"prev":"227dac01ce538a931086db170865a98755f38043060f2afb77208b62a653522a"}','d13ee2900a9031ffafc19f1bda4a706223a6fd8b990ecc016a1584e2d48e0d75','role');
INSERT INTO "journal" VALUES(41,'{"act":"role.given","at":"2026-03-03T09:00:00Z","by":"p-0000000000000000","data":{"person":"p-c0bb96fcd4b545c8","role":"facilitator","track":"irpc"},"n":41,"prev":"d13ee2900a9031ffafc19f1bda4a706223a6fd8b990ecc016a1584e2d48e0d75"}','7403aecd1d9d296d0df21028264c9c1cbed1c1c54340e682c25c1771fd741855','role');
INSERT INTO "journal" VALUES(42,'{"act":"role.given","at":"2026-03-03T09:00:00Z","by":"p-0000000000000000","data":{"person":"p-78cf7098a22d8564","role":"rapporteur"},"n":42,"prev":"7403aecd1d9d296d0df21028264c9c1cbed1c1c54340e682c25c1771fd741855"}','2bba94975d675ae7f35b861f319a1f4342d5f23889c7f9aa1340759e49a3a9a4','role');
INSERT INTO "journal" VALUES(43,'{"act":"decision.opened","at":"2026-03-03T09:00:05Z","by":"p-c0bb96fcd4b545c8","data":{"charter":"b54366fdd08eae1c7433b16ae930fa22592a43cef417000005e67d76804df99d","decision":"D1","electorate":"223338a7159252911ecbdeb31556a1839b5afcd7d6dcc8421a2528c55c9a2d7a","previous":"0000000000000000000000000000000000000000000000000000000000000000","round":1,"track":"irpc"},"n":43,"prev":"2bba94975d675ae7f35b861f319a1f4342d5f23889c7f9aa1340759e49a3a9a4"}','69d337c52750ae179b92deaefdc9985402d1def194cf28e8da95c1efb9f591d2','D1');
INSERT INTO "journal" VALUES(44,'{"act":"ballot.cast","at":"2026-03-03T09:00:06Z","by":"p-90476dace72fb9f6","data":{"decision":"D1","previous":"69d337c52750ae179b92deaefdc9985402d1def194cf28e8da95c1efb9f591d2","round":1,"track":"irpc"},"n":44,"prev":"69d337c52750ae179b92deaefdc9985402d1def194cf28e8da95c1efb9f591d2"}','ec53bde6eae44549c3b533777e7a3d153a9edb07ab89bfacc9fcdbe84c43b51d','D1');
INSERT INTO "journal" VALUES(45,'{"act":"ballot.cast","at":"2026-03-03T09:00:07Z","by":"p-e35d31baf5a1ffe0","data":{"decision":"D1","previous":"ec53bde6eae44549c3b533777e7a3d153a9edb07ab89bfacc9fcdbe84c43b51d","round":1,"track":"irpc"},"n":45,"prev":"ec53bde6eae44549c3b533777e7a3d153a9edb07ab89bfacc9fcdbe84c43b51d"}','7be00d019080cb3671571841eddacfe0099728119706229441aa5a010ceb08e9','D1');
INSERT INTO "journal" VALUES(46,'{"act":"ballot.cast","at":"2026-03-03T09:00:08Z","by":"p-2b3bbbd043b2553d","data":{"decision":"D1","previous":"7be00d019080cb3671571841eddacfe0099728119706229441aa5a010ceb08e9","round":1,"track":"irpc"},"n":46,"prev":"7be00d019080cb3671571841eddacfe0099728119706229441aa5a010ceb08e9"}','e42ee5694d5f90224691e21bc7b5d6df48be0b06ac68d676a093c57b3f074a86','D1');
INSERT INTO "journal" VALUES(47,'{"act":"ballot.cast","at":"2026-03-03T09:00:09Z","by":"p-dc625daa5c152291","data":{"decision":"D1","previous":"e42ee5694d5f90224691e21bc7b5d6df48be0b06ac68d676a093c57b3f074a86","round":1,"track":"irpc"},"n":47,"prev":"e42ee5694d5f90224691e21bc7b5d6df48be0b06ac68d676a093c57b3f074a86"}','04dc5fa05081e36d0296d5e386f79e65928942cb5efbc249c11683aa7e7b25f3','D1');
INSERT INTO "journal" VALUES(48,'{"act":"ballot.cast","at":"2026-03-03T09:00:10Z","by":"p-3c618ad485e4ccc6","data":{"decision":"D1","previous":"04dc5fa05081e36d0296d5e386f79e65928942cb5efbc249c11683aa7e7b25f3","round":1,"track":"irpc"},"n":48,"prev":"04dc5fa05081e36d0296d5e386f79e65928942cb5efbc249c11683aa7e7b25f3"}','e836bbf47dc5b734c7b65aac16ecf880e52bcb5dbe425d75b012936f40602783','D1');
INSERT INTO "journal" VALUES(49,'{"act":"ballot.cast","at":"2026-03-03T09:00:11Z","by":"p-5055d0c950de1534","data":{"decision":"D1","previous":"e836bbf47dc5b734c7b65aac16ecf880e52bcb5dbe425d75b012936f40602783","round":1,"track":"irpc"},"n":49,"prev":"e836bbf47dc5b734c7b65aac16ecf880e52bcb5dbe425d75b012936f40602783"}','cf822d4ed1947a58231813f3c85ebdc2f8251595b46bc04800f8c3f1c2dd3e43','D1');
INSERT INTO "journal" VALUES(50,'{"act":"ballot.cast","at":"2026-03-03T09:00:12Z","by":"p-355889447aafbabd","data":{"decision":"D1","previous":"cf822d4ed1947a58231813f3c85ebdc2f8251595b46bc04800f8c3f1c2dd3e43","round":1,"track":"irpc"},"n":50,"prev":"cf822d4ed1947a58231813f3c85ebdc2f8251595b46bc04800f8c3f1c2dd3e43"}','d98ee1f8daeaff1c75d5ce01c256db4f7903c4a10161ad04041331bd92da3b63','D1');
INSERT INTO "journal" VALUES(51,'{"act":"ballot.cast","at":"2026-03-03T09:00:13Z","by":"p-90476dace72fb9f6","data":{"decision":"D1","previous":"d98ee1f8daeaff1c75d5ce01c256db4f7903c4a10161ad04041331bd92da3b63","round":1,"track":"irpc"},"n":51,"prev":"d98ee1f8daeaff1c75d5ce01c256db4f7903c4a10161ad04041331bd92da3b63"}','7c11506dc9253d541fac0b805d1ed51320d312118638e29e42046ad550069490','D1');
INSERT INTO "journal" VALUES(52,'{"act":"decision.opened","at":"2026-03-03T09:00:16Z","by":"p-c0bb96fcd4b545c8","data":{"charter":"88aadfe257bf796d5156f8fcf7e92b28b180e3043fd55c8bcd2c212be8dbbc88","decision":"D2","electorate":"1def8e8a8c80838c2a669d76ac764f5096e28e15967e8b312a1804d04b4e0a06","previous":"0000000000000000000000000000000000000000000000000000000000000000","round":1,"track":"irpc"},"n":52,"prev":"7c11506dc9253d541fac0b805d1ed51320d312118638e29e42046ad550069490"}','06b54f77020bb8bf3ef4c3a8228db23bc9b0f2f7b065d37294c732a831fbec28','D2');
INSERT INTO "journal" VALUES(53,'{"act":"ballot.cast","at":"2026-03-03T09:00:17Z","by":"p-90476dace72fb9f6","data":{"ballot":"4badb154e365da03f7fd80efbc1fcc8391b6f3889a7e98f5d580c1c2fdd25d6e","decision":"D2","previous":"06b54f77020bb8bf3ef4c3a8228db23bc9b0f2f7b065d37294c732a831fbec28","round":1,"track":"irpc"},"n":53,"prev":"06b54f77020bb8bf3ef4c3a8228db23bc9b0f2f7b065d37294c732a831fbec28"}','8a2dca6cdfea7819709e66b6d8e54870f9afa4de6c5abe99bf125696718152e0','D2');
INSERT INTO "journal" VALUES(54,'{"act":"ballot.cast","at":"2026-03-03T09:00:18Z","by":"p-e35d31baf5a1ffe0","data":{"ballot":"c54c77cfc8f46230514d1db49df3db536d6cd7a4bcbcfae49523cd2a95148cc4","decision":"D2","previous":"8a2dca6cdfea7819709e66b6d8e54870f9afa4de6c5abe99bf125696718152e0","round":1,"track":"irpc"},"n":54,"prev":"8a2dca6cdfea7819709e66b6d8e54870f9afa4de6c5abe99bf125696718152e0"}','73450a96ff35b8a7e7e62c76996d598c46f3d441a082e5fa2824e410c9120ae6','D2');
INSERT INTO "journal" VALUES(55,'{"act":"objection.raised","at":"2026-03-03T09:00:18Z","by":"p-e35d31baf5a1ffe0","data":{"answer":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","author":"p-e35d31baf5a1ffe0","decision":"D2","objection":1,"previous":"73450a96ff35b8a7e7e62c76996d598c46f3d441a082e5fa2824e410c9120ae6","reason":"a7674fc37b1ea1b33b46e409ff0e4d708b7f7797d2064ad5169f478bc15f7f3d","remedy":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","round":1,"standing":"raised","track":"irpc"},"n":55,"prev":"73450a96ff35b8a7e7e62c76996d598c46f3d441a082e5fa2824e410c9120ae6"}','95b42304e86396a565a2daf479a101e729e33fecd2e51a63b6b46b6ce6777187','D2');
INSERT INTO "journal" VALUES(56,'{"act":"minority.added","at":"2026-03-03T09:00:19Z","by":"p-e35d31baf5a1ffe0","data":{"decision":"D2","previous":"95b42304e86396a565a2daf479a101e729e33fecd2e51a63b6b46b6ce6777187","replaced":"","round":1,"text":"95ae930635930d06f2a1a737b06fc8557349cf41b8e4f724ca3e97e60550dc16","track":"irpc"},"n":56,"prev":"95b42304e86396a565a2daf479a101e729e33fecd2e51a63b6b46b6ce6777187"}','b6e51ecb8d8d8c129775fcbd0efc5ce8d0e6b71a545277fbbb3425067878cd95','D2');
CREATE TABLE lead_times (
	track VARCHAR NOT NULL, 
	minutes VARCHAR NOT NULL, 
	PRIMARY KEY (track), 
	FOREIGN KEY(track) REFERENCES track (code)
);
CREATE TABLE letter (
	id INTEGER NOT NULL, 
	person INTEGER NOT NULL, 
	act VARCHAR NOT NULL, 
	verdict VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(person) REFERENCES person (id) ON DELETE CASCADE
);
CREATE TABLE line (
	meeting INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	tag VARCHAR NOT NULL, 
	text VARCHAR NOT NULL, 
	person INTEGER, 
	at DATETIME NOT NULL, 
	item INTEGER NOT NULL, 
	action INTEGER NOT NULL, 
	undone BOOLEAN NOT NULL, 
	PRIMARY KEY (meeting, number), 
	FOREIGN KEY(meeting) REFERENCES meeting (number), 
	FOREIGN KEY(person) REFERENCES person (id) ON DELETE CASCADE
);
CREATE TABLE meeting (
	number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	track VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	day VARCHAR NOT NULL, 
	time VARCHAR NOT NULL, 
	zone VARCHAR NOT NULL, 
	starts DATETIME NOT NULL, 
	minutes INTEGER NOT NULL, 
	link VARCHAR NOT NULL, 
	uid VARCHAR NOT NULL, 
	author INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	sequence INTEGER NOT NULL, 
	series INTEGER, 
	series_day VARCHAR, 
	reason VARCHAR NOT NULL, 
	reminded INTEGER, 
	chair INTEGER, 
	began DATETIME, 
	ended DATETIME, 
	item INTEGER NOT NULL, 
	opened DATETIME, 
	off_record BOOLEAN NOT NULL, 
	chatham BOOLEAN NOT NULL, 
	speaking INTEGER NOT NULL, 
	summary VARCHAR NOT NULL, 
	approved DATETIME, 
	FOREIGN KEY(author) REFERENCES person (id) ON DELETE CASCADE, 
	FOREIGN KEY(chair) REFERENCES person (id) ON DELETE CASCADE, 
	FOREIGN KEY(series) REFERENCES series (id), 
	FOREIGN KEY(track) REFERENCES track (code)
);
CREATE TABLE membership (
	person INTEGER NOT NULL, 
	track VARCHAR NOT NULL, 
	part VARCHAR NOT NULL, 
	PRIMARY KEY (person, track), 
	FOREIGN KEY(person) REFERENCES person (id) ON DELETE CASCADE, 
	FOREIGN KEY(track) REFERENCES track (code)
);
INSERT INTO "membership" VALUES(1,'irpc','participant');
INSERT INTO "membership" VALUES(2,'irpc','participant');
INSERT INTO "membership" VALUES(3,'irpc','participant');
INSERT INTO "membership" VALUES(4,'irpc','participant');
INSERT INTO "membership" VALUES(5,'irpc','participant');
INSERT INTO "membership" VALUES(6,'irpc','participant');
INSERT INTO "membership" VALUES(7,'irpc','participant');
INSERT INTO "membership" VALUES(8,'irpc','participant');
INSERT INTO "membership" VALUES(9,'irpc','participant');
INSERT INTO "membership" VALUES(10,'irpc','participant');
INSERT INTO "membership" VALUES(11,'irpc','participant');
INSERT INTO "membership" VALUES(12,'irpc','participant');
INSERT INTO "membership" VALUES(13,'irpc','participant');
INSERT INTO "membership" VALUES(14,'irpc','participant');
INSERT INTO "membership" VALUES(15,'irpc','participant');
INSERT INTO "membership" VALUES(16,'irpc','participant');
INSERT INTO "membership" VALUES(17,'irpc','participant');
INSERT INTO "membership" VALUES(18,'irpc','participant');
INSERT INTO "membership" VALUES(19,'irpc','participant');
CREATE TABLE milestone (
	year INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	day DATE NOT NULL, 
	PRIMARY KEY (year, name), 
	FOREIGN KEY(year) REFERENCES cycle (year)
);
CREATE TABLE minority (
	decision INTEGER NOT NULL, 
	person INTEGER NOT NULL, 
	text VARCHAR NOT NULL, 
	PRIMARY KEY (decision, person), 
	FOREIGN KEY(decision) REFERENCES decision (id), 
	FOREIGN KEY(person) REFERENCES person (id) ON DELETE CASCADE
);
INSERT INTO "minority" VALUES(2,8,'Twice a month is enough.');
CREATE TABLE moderation (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	draft INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	act VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	person INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	FOREIGN KEY(draft) REFERENCES draft (id), 
	FOREIGN KEY(person) REFERENCES person (id) ON DELETE CASCADE
);
CREATE TABLE objection (
	decision INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	round INTEGER NOT NULL, 
	person INTEGER NOT NULL, 
	reason VARCHAR NOT NULL, 
	remedy VARCHAR NOT NULL, 
	standing VARCHAR NOT NULL, 
	answer VARCHAR NOT NULL, 
	PRIMARY KEY (decision, number), 
	FOREIGN KEY(decision) REFERENCES decision (id), 
	FOREIGN KEY(person) REFERENCES person (id) ON DELETE CASCADE
);
INSERT INTO "objection" VALUES(2,1,1,8,'It is too often.','','raised','');
CREATE TABLE once (
	"key" VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY ("key")
);
CREATE TABLE outbox (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	platform VARCHAR NOT NULL, 
	place VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	address VARCHAR NOT NULL, 
	topic VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	body VARCHAR NOT NULL, 
	answers VARCHAR NOT NULL, 
	thread VARCHAR NOT NULL, 
	edits VARCHAR NOT NULL, 
	pointer VARCHAR NOT NULL, 
	addressed BOOLEAN NOT NULL, 
	private BOOLEAN NOT NULL, 
	attempts INTEGER NOT NULL, 
	not_before DATETIME NOT NULL, 
	retry_at DATETIME NOT NULL, 
	sent_id VARCHAR NOT NULL, 
	newest BOOLEAN NOT NULL, 
	sent_at DATETIME
, board VARCHAR DEFAULT '' NOT NULL, version INTEGER DEFAULT '0' NOT NULL, once VARCHAR DEFAULT '' NOT NULL, expires DATETIME, drawn VARCHAR DEFAULT '' NOT NULL, claim INTEGER DEFAULT '0' NOT NULL);
INSERT INTO "outbox" VALUES(1,'matrix','matrix:@fay:f.example','room','@fay:f.example','','sent','{"language": "en", "paragraphs": [], "buttons": [["Open now", "open 1 00e0382b"], ["Change a setting", "charter 1"], ["Discuss first", "discuss 1"], ["Drop it", "drop 1"]], "attachments": [], "asks": "", "subject": "", "about": ""}','heard-1','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:01.000000','sent-1',0,'2026-03-03 09:00:01.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(2,'matrix','matrix:@fay:f.example','room','@fay:f.example','','sent','{"language": "en", "paragraphs": [], "buttons": [["Open now", "open 1 25fed04a"], ["Change a setting", "charter 1"], ["Discuss first", "discuss 1"], ["Drop it", "drop 1"]], "attachments": [], "asks": "", "subject": "", "about": ""}','heard-2','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:02.000000','sent-2',0,'2026-03-03 09:00:02.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(3,'matrix','matrix:@fay:f.example','room','@fay:f.example','','sent','{"language": "en", "paragraphs": [], "buttons": [["Open now", "open 1 513a4aee"], ["Change a setting", "charter 1"], ["Discuss first", "discuss 1"], ["Drop it", "drop 1"]], "attachments": [], "asks": "", "subject": "", "about": ""}','heard-3','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:03.000000','sent-3',0,'2026-03-03 09:00:03.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(4,'matrix','matrix:@fay:f.example','room','@fay:f.example','','sent','{"language": "en", "paragraphs": [], "buttons": [["Open now", "open 1 6351efcc"], ["Change a setting", "charter 1"], ["Discuss first", "discuss 1"], ["Drop it", "drop 1"]], "attachments": [], "asks": "", "subject": "", "about": ""}','heard-4','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:04.000000','sent-4',0,'2026-03-03 09:00:04.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(5,'matrix','matrix:@fay:f.example','room','@fay:f.example','','sent','{"language": "en", "paragraphs": [], "buttons": [["Text for the mailing list", "list D1"]], "attachments": [], "asks": "", "subject": "", "about": ""}','heard-5','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:05.000000','sent-5',0,'2026-03-03 09:00:05.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(18,'matrix','matrix:!irpc:home.example','room','!irpc:home.example','','sent','{"language": "en", "paragraphs": [], "buttons": [["Quebracho", "vote D1/1 1"], ["Hassan", "vote D1/1 2"], ["Ines", "vote D1/1 3"], ["How this is decided", "decision D1"]], "attachments": [], "asks": "", "subject": "", "about": ""}','','','sent-16','',0,0,0,'2026-03-03 09:00:13.000000','2026-03-03 09:00:11.000000','sent-18',0,'2026-03-03 09:00:11.000000','D1',0,'',NULL,'98bd8b31dfd682964824a1543280efd63ba5f87b60df0ddfc2823cd9303f0803',0);
INSERT INTO "outbox" VALUES(21,'matrix','matrix:@fay:f.example','room','@fay:f.example','','sent','{"language": "en", "paragraphs": [], "buttons": [["Open now", "open 2 0ac7193b"], ["Change a setting", "charter 2"], ["Discuss first", "discuss 2"], ["Drop it", "drop 2"]], "attachments": [], "asks": "", "subject": "", "about": ""}','heard-14','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:14.000000','sent-21',0,'2026-03-03 09:00:14.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(22,'matrix','matrix:@fay:f.example','room','@fay:f.example','','sent','{"language": "en", "paragraphs": [], "buttons": [["Open now", "open 2 8f8f1a88"], ["Change a setting", "charter 2"], ["Discuss first", "discuss 2"], ["Drop it", "drop 2"]], "attachments": [], "asks": "", "subject": "", "about": ""}','heard-15','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:15.000000','sent-22',0,'2026-03-03 09:00:15.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(23,'matrix','matrix:@fay:f.example','room','@fay:f.example','','sent','{"language": "en", "paragraphs": [], "buttons": [["Text for the mailing list", "list D2"]], "attachments": [], "asks": "", "subject": "", "about": ""}','heard-16','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:16.000000','sent-23',1,'2026-03-03 09:00:16.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(27,'telegram','telegram:102','room','102','','sent','{"language": "en", "paragraphs": [], "buttons": [], "attachments": [], "asks": "remedy D2 ", "subject": "", "about": ""}','heard-18','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:18.000000','sent-27',0,'2026-03-03 09:00:18.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(28,'matrix','matrix:!irpc:home.example','room','!irpc:home.example','','sent','{"language": "en", "paragraphs": [], "buttons": [["Support", "vote D2/1 support"], ["Reservations", "vote D2/1 reservations"], ["Abstain", "vote D2/1 abstain"], ["Object", "vote D2/1 object"], ["How this is decided", "decision D2"]], "attachments": [], "asks": "", "subject": "", "about": ""}','','','sent-26','',0,0,0,'2026-03-03 09:00:20.000000','2026-03-03 09:00:18.000000','sent-28',1,'2026-03-03 09:00:18.000000','D2',0,'',NULL,'5a3f238518ce4d1e2a7ec38c77e34b97f98d3ca39527c5470741ec9ac9df45be',0);
CREATE TABLE person (
	id INTEGER NOT NULL, 
	root INTEGER NOT NULL, 
	pseudonym VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	language VARCHAR NOT NULL, 
	zone VARCHAR NOT NULL, 
	quiet VARCHAR NOT NULL, 
	stakeholder_group VARCHAR NOT NULL, 
	region VARCHAR NOT NULL, 
	organisation VARCHAR NOT NULL, 
	conduct_version VARCHAR NOT NULL, 
	conduct_at DATETIME, 
	erased_at DATETIME, 
	PRIMARY KEY (id), 
	UNIQUE (pseudonym)
);
INSERT INTO "person" VALUES(1,1,'p-0b1c28fee9d04167','71','','','','','','','2023','2026-03-03 09:00:00.000000',NULL);
INSERT INTO "person" VALUES(2,2,'p-c782b91c643c1003','@ada:a.example','','','','','','','2023','2026-03-03 09:00:00.000000',NULL);
INSERT INTO "person" VALUES(3,3,'p-71e6a75a3b322092','72','','','','government','','','2023','2026-03-03 09:00:00.000000',NULL);
INSERT INTO "person" VALUES(4,4,'p-59dee609937379c3','73','','','','civil-society','','','2023','2026-03-03 09:00:00.000000',NULL);
INSERT INTO "person" VALUES(5,5,'p-c0bb96fcd4b545c8','@fay:f.example','','','','','','','2023','2026-03-03 09:00:00.000000',NULL);
INSERT INTO "person" VALUES(6,6,'p-78cf7098a22d8564','@ray:r.example','','','','','','','2023','2026-03-03 09:00:00.000000',NULL);
INSERT INTO "person" VALUES(7,7,'p-90476dace72fb9f6','101','','','','','','','2023','2026-03-03 09:00:00.000000',NULL);
INSERT INTO "person" VALUES(8,8,'p-e35d31baf5a1ffe0','102','','','','','','','2023','2026-03-03 09:00:00.000000',NULL);
INSERT INTO "person" VALUES(9,9,'p-2b3bbbd043b2553d','103','','','','','','','2023','2026-03-03 09:00:00.000000',NULL);
INSERT INTO "person" VALUES(10,10,'p-dc625daa5c152291','104','','','','','','','2023','2026-03-03 09:00:00.000000',NULL);
INSERT INTO "person" VALUES(11,11,'p-3c618ad485e4ccc6','105','','','','','','','2023','2026-03-03 09:00:00.000000',NULL);
INSERT INTO "person" VALUES(12,12,'p-5055d0c950de1534','106','','','','','','','2023','2026-03-03 09:00:00.000000',NULL);
INSERT INTO "person" VALUES(13,13,'p-31bb3d50a6f41010','107','','','','','','','2023','2026-03-03 09:00:00.000000',NULL);
INSERT INTO "person" VALUES(14,14,'p-210f62517ce8ef23','108','','','','','','','2023','2026-03-03 09:00:00.000000',NULL);
INSERT INTO "person" VALUES(15,15,'p-2283e3c8764eb3e2','109','','','','','','','2023','2026-03-03 09:00:00.000000',NULL);
INSERT INTO "person" VALUES(16,16,'p-252c0c054975f538','110','','','','','','','2023','2026-03-03 09:00:00.000000',NULL);
INSERT INTO "person" VALUES(17,17,'p-4b58fbd5ca6cefc0','111','','','','','','','2023','2026-03-03 09:00:00.000000',NULL);
INSERT INTO "person" VALUES(18,18,'p-6735cd2141694797','112','','','','','','','2023','2026-03-03 09:00:00.000000',NULL);
INSERT INTO "person" VALUES(19,19,'p-355889447aafbabd','199','','','','','','','2023','2026-03-03 09:00:00.000000',NULL);
CREATE TABLE position (
	platform VARCHAR NOT NULL, 
	position VARCHAR NOT NULL, holder INTEGER DEFAULT '0' NOT NULL, 
	PRIMARY KEY (platform)
);
CREATE TABLE proof (
	number INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (number)
);
CREATE TABLE question (
	number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	track VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	minutes INTEGER NOT NULL, 
	every INTEGER, 
	unit VARCHAR NOT NULL, 
	until VARCHAR, 
	link VARCHAR NOT NULL, 
	author INTEGER NOT NULL, 
	asked DATETIME NOT NULL, 
	settled DATETIME, 
	chosen VARCHAR NOT NULL, 
	meeting INTEGER, 
	FOREIGN KEY(author) REFERENCES person (id) ON DELETE CASCADE, 
	FOREIGN KEY(meeting) REFERENCES meeting (number), 
	FOREIGN KEY(track) REFERENCES track (code)
);
CREATE TABLE reading (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	person INTEGER NOT NULL, 
	what VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	content BLOB NOT NULL, 
	received DATETIME NOT NULL, 
	attempts INTEGER NOT NULL, 
	FOREIGN KEY(person) REFERENCES person (id) ON DELETE CASCADE
);
CREATE TABLE report (
	reference VARCHAR NOT NULL, 
	person INTEGER NOT NULL, 
	text VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	settled_at DATETIME, 
	PRIMARY KEY (reference), 
	FOREIGN KEY(person) REFERENCES person (id) ON DELETE CASCADE
);
CREATE TABLE revision (
	draft INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	revision INTEGER NOT NULL, 
	text VARCHAR NOT NULL, 
	proposal VARCHAR NOT NULL, 
	until DATETIME NOT NULL, 
	PRIMARY KEY (draft, number, revision), 
	FOREIGN KEY(draft) REFERENCES draft (id)
);
CREATE TABLE role (
	person INTEGER NOT NULL, 
	role VARCHAR NOT NULL, 
	track VARCHAR NOT NULL, 
	PRIMARY KEY (person, role, track), 
	FOREIGN KEY(person) REFERENCES person (id) ON DELETE CASCADE
);
INSERT INTO "role" VALUES(5,'facilitator','irpc');
INSERT INTO "role" VALUES(6,'rapporteur','');
CREATE TABLE room (
	platform VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	topic VARCHAR NOT NULL, 
	pseudonym VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	address VARCHAR NOT NULL, 
	language VARCHAR NOT NULL, 
	zone VARCHAR NOT NULL, 
	quiet VARCHAR NOT NULL, 
	present BOOLEAN NOT NULL, 
	PRIMARY KEY (platform, id, topic), 
	UNIQUE (pseudonym)
);
INSERT INTO "room" VALUES('matrix','!irpc:home.example','','r-e6d120b0ee71ec9a','The room','','','','',1);
CREATE TABLE round (
	decision INTEGER NOT NULL, 
	round INTEGER NOT NULL, 
	charter VARCHAR NOT NULL, 
	stated VARCHAR NOT NULL, 
	PRIMARY KEY (decision, round), 
	FOREIGN KEY(decision) REFERENCES decision (id)
);
CREATE TABLE secret_ballot (
	receipt_hash VARCHAR NOT NULL, 
	decision INTEGER NOT NULL, 
	round INTEGER NOT NULL, 
	receipt VARCHAR NOT NULL, 
	choice VARCHAR NOT NULL, 
	eligible BOOLEAN NOT NULL, 
	PRIMARY KEY (receipt_hash), 
	FOREIGN KEY(decision) REFERENCES decision (id)
)
 WITHOUT ROWID

;
INSERT INTO "secret_ballot" VALUES('1e98767b84b6a22c229466b6637d38faeef0b4ce76710466e631218be2fb1465',1,1,'6WQM-BD7W','1',1);
INSERT INTO "secret_ballot" VALUES('3af8e59cc249a2b92e14710da43ade11c0f1b6f64d4331c1f5a39b4f1ff92199',1,1,'HE54-UVWU','2',0);
INSERT INTO "secret_ballot" VALUES('61e0898d765db9565afed9c25426942a358552db0167d0e4e9d8c9bf7258d352',1,1,'XRNY-UKMT','1',1);
INSERT INTO "secret_ballot" VALUES('9de16d4c72e697b0b3c6d807627e8d14a1a1db94c76d146acd1f95bfdbb5f16a',1,1,'TUMU-9F2R','1',1);
INSERT INTO "secret_ballot" VALUES('be62381927c89098922a2aed5fed700e8fa60deade56d4f683aa3c27dccb8471',1,1,'6A5M-A4VJ','1',1);
INSERT INTO "secret_ballot" VALUES('c3ad64be7240e4bdf9d0d619cea4f06fbee59726413c6406b8c72880c8321ec7',1,1,'PJPM-RB2X','0',1);
INSERT INTO "secret_ballot" VALUES('f1dc213b9572bfbcf62a473c2ed3e001649295e66f43795493556b54ffa8fd74',1,1,'6PFT-RZQ2','0',1);
CREATE TABLE seen (
	hash VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (hash)
);
INSERT INTO "seen" VALUES('e772f4c90222c738b9985ce6fc68be4c','2026-03-03 09:00:01.000000');
INSERT INTO "seen" VALUES('96b7393c00f55a6e814ef7855c8bb768','2026-03-03 09:00:02.000000');
INSERT INTO "seen" VALUES('e4bd527b9564539618d3230e3ec2f914','2026-03-03 09:00:03.000000');
INSERT INTO "seen" VALUES('b3436990122817af594c1f81385ac14e','2026-03-03 09:00:04.000000');
INSERT INTO "seen" VALUES('f06525ef01ba9eca7f2c02c42af7f2d1','2026-03-03 09:00:05.000000');
INSERT INTO "seen" VALUES('eb5b589b5e726ef9403fc1393a0986d7','2026-03-03 09:00:06.000000');
INSERT INTO "seen" VALUES('57bc721593196a30844c314e2ec4ec57','2026-03-03 09:00:07.000000');
INSERT INTO "seen" VALUES('a63b92825c92ed84c0b6c6d325a83fe0','2026-03-03 09:00:08.000000');
INSERT INTO "seen" VALUES('59b2a67a462df46b59914bb888bbdcf8','2026-03-03 09:00:09.000000');
INSERT INTO "seen" VALUES('3abd0716cc7a8e2f0917e8d6ab8ae3cc','2026-03-03 09:00:10.000000');
INSERT INTO "seen" VALUES('12c65895b292a83bd31a6d448d31c364','2026-03-03 09:00:11.000000');
INSERT INTO "seen" VALUES('6694157a8cf5925744fb1957566260c3','2026-03-03 09:00:12.000000');
INSERT INTO "seen" VALUES('afa107108edf5844fd6068684ff0bbe6','2026-03-03 09:00:13.000000');
INSERT INTO "seen" VALUES('c5b7d81eb2f2085a41f4cd2a03670fb8','2026-03-03 09:00:14.000000');
INSERT INTO "seen" VALUES('a2c77178d20da4cb6f4acacbb422057e','2026-03-03 09:00:15.000000');
INSERT INTO "seen" VALUES('faf2ccc06094a6882186ffa923858094','2026-03-03 09:00:16.000000');
INSERT INTO "seen" VALUES('052900d4943d52e21c8720744663ae78','2026-03-03 09:00:17.000000');
INSERT INTO "seen" VALUES('854f6e0ef0305af7b5586a0a861ed89d','2026-03-03 09:00:18.000000');
INSERT INTO "seen" VALUES('51476f07a89c8aec4bcea7b532295d97','2026-03-03 09:00:19.000000');
CREATE TABLE series (
	id INTEGER NOT NULL, 
	track VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	day VARCHAR NOT NULL, 
	time VARCHAR NOT NULL, 
	zone VARCHAR NOT NULL, 
	minutes INTEGER NOT NULL, 
	every INTEGER NOT NULL, 
	unit VARCHAR NOT NULL, 
	until VARCHAR NOT NULL, 
	link VARCHAR NOT NULL, 
	uid VARCHAR NOT NULL, 
	sequence INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(track) REFERENCES track (code)
);
CREATE TABLE slot (
	question INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	day VARCHAR NOT NULL, 
	time VARCHAR NOT NULL, 
	zone VARCHAR NOT NULL, 
	PRIMARY KEY (question, number), 
	FOREIGN KEY(question) REFERENCES question (number)
);
CREATE TABLE slot_answer (
	question INTEGER NOT NULL, 
	slot INTEGER NOT NULL, 
	person INTEGER NOT NULL, 
	answer VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (question, slot, person), 
	FOREIGN KEY(person) REFERENCES person (id) ON DELETE CASCADE, 
	FOREIGN KEY(question) REFERENCES question (number)
);
CREATE TABLE source (
	meeting INTEGER NOT NULL, 
	line INTEGER NOT NULL, 
	platform VARCHAR NOT NULL, 
	room VARCHAR NOT NULL, 
	message VARCHAR NOT NULL, 
	answered BOOLEAN NOT NULL, 
	PRIMARY KEY (meeting, line, platform, room, message), 
	FOREIGN KEY(meeting) REFERENCES meeting (number)
);
CREATE TABLE speech (
	id INTEGER NOT NULL, 
	meeting INTEGER NOT NULL, 
	person INTEGER NOT NULL, 
	point VARCHAR NOT NULL, 
	turn VARCHAR NOT NULL, 
	since DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(meeting) REFERENCES meeting (number), 
	FOREIGN KEY(person) REFERENCES person (id) ON DELETE CASCADE
);
CREATE TABLE tally (
	decision INTEGER NOT NULL, 
	round INTEGER NOT NULL, 
	choice VARCHAR NOT NULL, 
	eligible BOOLEAN NOT NULL, 
	count INTEGER NOT NULL, 
	PRIMARY KEY (decision, round, choice, eligible), 
	FOREIGN KEY(decision) REFERENCES decision (id)
)
 WITHOUT ROWID

;
INSERT INTO "tally" VALUES(1,1,'',0,1);
INSERT INTO "tally" VALUES(1,1,'',1,6);
INSERT INTO "tally" VALUES(1,1,'0',1,2);
INSERT INTO "tally" VALUES(1,1,'1',1,4);
INSERT INTO "tally" VALUES(1,1,'2',0,1);
INSERT INTO "tally" VALUES(2,1,'',1,2);
INSERT INTO "tally" VALUES(2,1,'object',1,1);
INSERT INTO "tally" VALUES(2,1,'support',1,1);
CREATE TABLE track (
	code VARCHAR NOT NULL, 
	place INTEGER NOT NULL, 
	modality VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	about VARCHAR NOT NULL, 
	mailing_list VARCHAR NOT NULL, 
	closed BOOLEAN NOT NULL, 
	PRIMARY KEY (code)
);
INSERT INTO "track" VALUES('bpf-cybersecurity',1,'bpf','Cybersecurity','Good practice in securing access and core resources.','',0);
INSERT INTO "track" VALUES('bpf-gender',2,'bpf','Gender and Access','What helps women and girls to get and stay online.','',0);
INSERT INTO "track" VALUES('bpf-data',3,'bpf','IoT, Big Data, AI','Good practice where things, data and AI meet.','',0);
INSERT INTO "track" VALUES('bpf-local-content',4,'bpf','Local Content','How content in local languages comes about and lasts.','',0);
INSERT INTO "track" VALUES('bpf-ixp',5,'bpf','Internet Exchange Points','How exchange points are founded and kept running.','',0);
INSERT INTO "track" VALUES('bpf-ipv6',6,'bpf','IPv6','How networks moved to IPv6, and what made them.','',0);
INSERT INTO "track" VALUES('bpf-new-technologies',7,'bpf','Data and New Technologies','The use of data and new technologies in an internet context.','',0);
INSERT INTO "track" VALUES('dcad',8,'dc','Accessibility and Disability','','',0);
INSERT INTO "track" VALUES('dc-bas',9,'dc','Blockchain Assurance and Standardization','','',0);
INSERT INTO "track" VALUES('dc-blockchain',10,'dc','Blockchain Technologies','','',0);
INSERT INTO "track" VALUES('dc-children',11,'dc','Children''s Rights in the Digital Environment','','',0);
INSERT INTO "track" VALUES('dc3',12,'dc','Community Connectivity','','',0);
INSERT INTO "track" VALUES('dc-civ',13,'dc','Core Internet Values','','',0);
INSERT INTO "track" VALUES('dc-daig',14,'dc','Data and Artificial Intelligence Governance','','',0);
INSERT INTO "track" VALUES('dc-dt',15,'dc','Data and Trust','','',0);
INSERT INTO "track" VALUES('dc-ddht',16,'dc','Data Driven Health Technologies','','',0);
INSERT INTO "track" VALUES('dc-dfi',17,'dc','Digital Financial Inclusion','','',0);
INSERT INTO "track" VALUES('dc-dh',18,'dc','Digital Health','','',0);
INSERT INTO "track" VALUES('dc-de',19,'dc','Digital Economy','','',0);
INSERT INTO "track" VALUES('dc-dnsi',20,'dc','DNS Issues','','',0);
INSERT INTO "track" VALUES('dce',21,'dc','Environment','','',0);
INSERT INTO "track" VALUES('dc-g4p',22,'dc','Gaming for Purpose','','',0);
INSERT INTO "track" VALUES('dc-gender',23,'dc','Gender and Internet Governance','','',0);
INSERT INTO "track" VALUES('dc-cu',24,'dc','Innovative Approaches to Connecting the Unconnected','','',0);
INSERT INTO "track" VALUES('dc-iot',25,'dc','Internet of Things','','',0);
INSERT INTO "track" VALUES('dc-interplanetary',26,'dc','Interplanetary Internet','','',0);
INSERT INTO "track" VALUES('irpc',27,'dc','Internet Rights and Principles','','',0);
INSERT INTO "track" VALUES('is3c',28,'dc','Internet Standards, Security and Safety','','',0);
INSERT INTO "track" VALUES('dcnn',29,'dc','Network Neutrality','','',0);
INSERT INTO "track" VALUES('dcpr',30,'dc','Platform Responsibility','','',0);
INSERT INTO "track" VALUES('dc-pal',31,'dc','Public Access in Libraries','','',0);
INSERT INTO "track" VALUES('dc-sig',32,'dc','Schools on Internet Governance','','',0);
INSERT INTO "track" VALUES('dc-sids',33,'dc','Small Island Developing States','','',0);
INSERT INTO "track" VALUES('dc-sustainability',34,'dc','Journalism and News Media','','',0);
INSERT INTO "track" VALUES('ycig',35,'dc','Youth Coalition','','',0);
INSERT INTO "track" VALUES('pne',36,'pn','Environment','Internet, digitalisation and the environment.','',0);
INSERT INTO "track" VALUES('pnma',37,'pn','Meaningful Access','Why and how access becomes meaningful.','',0);
INSERT INTO "track" VALUES('pnif',38,'pn','Internet Fragmentation','What fragments the internet, and what would not.','',0);
INSERT INTO "track" VALUES('pnai',39,'pn','Artificial Intelligence','Artificial intelligence as far as it touches the internet''s governance.','',0);
CREATE TABLE unsent (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	draft INTEGER NOT NULL, 
	person INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	anchor VARCHAR NOT NULL, 
	quote VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	text VARCHAR NOT NULL, 
	proposal VARCHAR NOT NULL, 
	capacity VARCHAR NOT NULL, 
	shown VARCHAR NOT NULL, 
	sender VARCHAR NOT NULL, 
	organisation VARCHAR NOT NULL, 
	begun DATETIME NOT NULL, 
	FOREIGN KEY(draft) REFERENCES draft (id), 
	FOREIGN KEY(person) REFERENCES person (id) ON DELETE CASCADE
);
CREATE TABLE version (
	draft INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	sections VARCHAR NOT NULL, 
	hash VARCHAR NOT NULL, 
	file VARCHAR NOT NULL, 
	published DATETIME, 
	PRIMARY KEY (draft, number), 
	FOREIGN KEY(draft) REFERENCES draft (id)
);
CREATE TABLE voter (
	decision INTEGER NOT NULL, 
	round INTEGER NOT NULL, 
	person INTEGER NOT NULL, 
	eligible BOOLEAN NOT NULL, 
	stakeholder_group VARCHAR NOT NULL, 
	PRIMARY KEY (decision, round, person), 
	FOREIGN KEY(decision) REFERENCES decision (id), 
	FOREIGN KEY(person) REFERENCES person (id) ON DELETE CASCADE
);
INSERT INTO "voter" VALUES(1,1,7,1,'');
INSERT INTO "voter" VALUES(1,1,8,1,'');
INSERT INTO "voter" VALUES(1,1,9,1,'');
INSERT INTO "voter" VALUES(1,1,10,1,'');
INSERT INTO "voter" VALUES(1,1,11,1,'');
INSERT INTO "voter" VALUES(1,1,12,1,'');
INSERT INTO "voter" VALUES(1,1,19,0,'');
CREATE INDEX ix_once_at ON once (at);
CREATE INDEX ix_outbox_sent ON outbox (place, sent_id);
CREATE INDEX ix_outbox_sent_at ON outbox (sent_at);
CREATE INDEX ix_outbox_waiting ON outbox (platform, state, place, id);
CREATE INDEX ix_person_root ON person (root);
CREATE INDEX ix_seen_at ON seen (at);
CREATE INDEX ix_account_folded_name ON account (folded_name);
CREATE INDEX ix_account_handle ON account (handle);
CREATE INDEX ix_account_person ON account (person);
CREATE INDEX ix_binding_track ON binding (track);
CREATE INDEX ix_code_purpose ON code (purpose);
CREATE INDEX ix_membership_track ON membership (track);
CREATE INDEX ix_report_person ON report (person);
CREATE INDEX ix_role_track ON role (track);
CREATE INDEX ix_decision_author ON decision (author);
CREATE INDEX ix_decision_state ON decision (state);
CREATE INDEX ix_decision_track ON decision (track);
CREATE INDEX ix_ballot_group ON ballot (decision, round, eligible, stakeholder_group);
CREATE INDEX ix_objection_person ON objection (person);
CREATE INDEX ix_voter_group ON voter (decision, round, eligible, stakeholder_group);
CREATE INDEX ix_outbox_board ON outbox (board, place);
CREATE INDEX ix_series_track ON series (track);
CREATE INDEX ix_meeting_author ON meeting (author);
CREATE INDEX ix_meeting_chair ON meeting (chair);
CREATE UNIQUE INDEX ix_meeting_day ON meeting (series, series_day);
CREATE INDEX ix_meeting_starts ON meeting (starts);
CREATE INDEX ix_meeting_state ON meeting (state);
CREATE INDEX ix_meeting_track ON meeting (track);
CREATE INDEX ix_action_meeting ON action (meeting);
CREATE INDEX ix_action_person ON action (person);
CREATE INDEX ix_action_track ON action (track);
CREATE INDEX ix_correction_person ON correction (person);
CREATE INDEX ix_item_person ON item (person);
CREATE INDEX ix_line_person ON line (person);
CREATE INDEX ix_question_author ON question (author);
CREATE INDEX ix_question_track ON question (track);
CREATE INDEX ix_source_message ON source (platform, room, message);
CREATE INDEX ix_speech_meeting ON speech (meeting);
CREATE INDEX ix_speech_person ON speech (person);
CREATE INDEX ix_draft_author ON draft (author);
CREATE INDEX ix_draft_state ON draft (state);
CREATE INDEX ix_draft_track ON draft (track);
CREATE INDEX ix_reading_person ON reading (person);
CREATE INDEX ix_comment_person ON comment (person);
CREATE INDEX ix_comment_place ON comment (draft, place);
CREATE INDEX ix_comment_state ON comment (state);
CREATE INDEX ix_disposition_person ON disposition (person);
CREATE INDEX ix_moderation_draft ON moderation (draft);
CREATE INDEX ix_moderation_person ON moderation (person);
CREATE INDEX ix_unsent_begun ON unsent (begun);
CREATE INDEX ix_unsent_person ON unsent (person);
CREATE INDEX ix_outbox_turn ON outbox (platform, id) WHERE state = 'waiting';
CREATE INDEX ix_outbox_retry ON outbox (platform, retry_at) WHERE state = 'waiting';
CREATE INDEX ix_outbox_begin ON outbox (platform, not_before) WHERE state = 'waiting';
CREATE INDEX ix_letter_person ON letter (person);
CREATE INDEX ix_confirmation_number ON confirmation (number);
CREATE INDEX ix_journal_about ON journal (about);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('decision',2);
INSERT INTO "sqlite_sequence" VALUES('outbox',29);
COMMIT;
