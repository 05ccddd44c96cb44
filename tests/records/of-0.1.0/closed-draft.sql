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
INSERT INTO "account" VALUES('matrix','@ray:r.example',6,'@ray:r.example','@ray:r.example','','@ray:r.example','2026-03-12 09:00:40.000000');
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
INSERT INTO "code" VALUES('0c16a47dc5260c7c9f3baef55e6d1ef9235fe96e90aa39cba177e94e25eb4060','claim',NULL,'2027-03-03 09:00:00.000000');
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
INSERT INTO "comment" VALUES(1,1,7,1,'1.1','Islands are far.','1.1',0,'general','Words of 1.','','personal','named','101','','','government','','en','2026-03-03 09:00:04.000000',0,'submitted',0,'',0,'');
INSERT INTO "comment" VALUES(1,2,8,1,'1.2','Operators answer.','1.2',0,'general','Words of 2.','','personal','named','102','','','civil-society','','en','2026-03-03 09:00:07.000000',0,'submitted',0,'',0,'');
INSERT INTO "comment" VALUES(1,3,9,1,'1.1','Islands are far.','1.1',0,'general','Words of 3.','','personal','named','103','','','government','','en','2026-03-03 09:00:10.000000',0,'submitted',0,'',0,'');
INSERT INTO "comment" VALUES(1,4,10,1,'1.2','Operators answer.','1.2',0,'general','Words of 4.','','personal','named','104','','','civil-society','','en','2026-03-03 09:00:13.000000',0,'submitted',0,'',0,'');
INSERT INTO "comment" VALUES(1,5,11,1,'1.1','Islands are far.','1.1',0,'general','Words of 5.','','personal','named','105','','','government','','en','2026-03-03 09:00:16.000000',0,'submitted',0,'',0,'');
INSERT INTO "comment" VALUES(1,6,12,1,'1.2','Operators answer.','1.2',0,'general','Words of 6.','','personal','named','106','','','civil-society','','en','2026-03-03 09:00:19.000000',0,'submitted',0,'',0,'');
INSERT INTO "comment" VALUES(1,7,13,1,'1.1','Islands are far.','1.1',0,'general','Words of 7.','','personal','named','107','','','government','','en','2026-03-03 09:00:22.000000',0,'submitted',0,'',0,'');
INSERT INTO "comment" VALUES(1,8,14,1,'1.2','Operators answer.','1.2',0,'general','Words of 8.','','personal','named','108','','','civil-society','','en','2026-03-03 09:00:25.000000',0,'submitted',0,'',0,'');
INSERT INTO "comment" VALUES(1,9,15,1,'1.1','Islands are far.','1.1',0,'general','Words of 9.','','personal','named','109','','','government','','en','2026-03-03 09:00:28.000000',0,'submitted',0,'',0,'');
INSERT INTO "comment" VALUES(1,10,16,1,'1.2','Operators answer.','1.2',0,'general','Words of 10.','','personal','named','110','','','civil-society','','en','2026-03-03 09:00:31.000000',0,'submitted',0,'',0,'');
INSERT INTO "comment" VALUES(1,11,17,1,'1.1','Islands are far.','1.1',0,'general','Words of 11.','','personal','named','111','','','government','','en','2026-03-03 09:00:34.000000',0,'submitted',0,'',0,'');
INSERT INTO "comment" VALUES(1,12,18,1,'1.2','Operators answer.','1.2',0,'general','Words of 12.','','personal','named','112','','','civil-society','','en','2026-03-03 09:00:37.000000',0,'hidden',0,'',0,'');
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
INSERT INTO "disposition" VALUES(1,1,1,'noted','Thank you.','','',NULL,5,'2026-03-03 09:00:05.000000',1);
INSERT INTO "disposition" VALUES(1,2,1,'noted','Thank you.','','',NULL,5,'2026-03-03 09:00:08.000000',1);
INSERT INTO "disposition" VALUES(1,3,1,'noted','Thank you.','','',NULL,5,'2026-03-03 09:00:11.000000',1);
INSERT INTO "disposition" VALUES(1,4,1,'noted','Thank you.','','',NULL,5,'2026-03-03 09:00:14.000000',1);
INSERT INTO "disposition" VALUES(1,5,1,'accepted','It says so now.','1.1','Islands are far.',NULL,5,'2026-03-03 09:00:17.000000',1);
INSERT INTO "disposition" VALUES(1,6,1,'accepted','It says so now.','1.2','Operators answer.',NULL,5,'2026-03-03 09:00:20.000000',1);
INSERT INTO "disposition" VALUES(1,7,1,'accepted','It says so now.','1.1','Islands are far.',NULL,5,'2026-03-03 09:00:23.000000',1);
INSERT INTO "disposition" VALUES(1,8,1,'accepted','It says so now.','1.2','Operators answer.',NULL,5,'2026-03-03 09:00:26.000000',1);
INSERT INTO "disposition" VALUES(1,9,1,'accepted','It says so now.','1.1','Islands are far.',NULL,5,'2026-03-03 09:00:29.000000',1);
INSERT INTO "disposition" VALUES(1,10,1,'accepted','It says so now.','1.2','Operators answer.',NULL,5,'2026-03-03 09:00:32.000000',1);
INSERT INTO "disposition" VALUES(1,11,1,'accepted','It says so now.','1.1','Islands are far.',NULL,5,'2026-03-03 09:00:35.000000',1);
INSERT INTO "disposition" VALUES(1,12,1,'accepted','It says so now.','1.2','Operators answer.',NULL,5,'2026-03-03 09:00:38.000000',1);
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
INSERT INTO "draft" VALUES(1,'irpc','Norms',1,'reported','2026-03-03 09:00:02.000000','2026-03-10 23:59:00.000000','2026-03-10 23:59:00.000000','','b78757f04ac653dc44e530f87341200133dcf11d092bae6341e3c7c821e2fa29','d2efcdd3f18244a83cf7cceb85bb7b91624aa43bc394c7d3afd6ec2b8972c10d','{}');
CREATE TABLE elector (
	decision INTEGER NOT NULL, 
	round INTEGER NOT NULL, 
	person INTEGER NOT NULL, 
	PRIMARY KEY (decision, round, person), 
	FOREIGN KEY(decision) REFERENCES decision (id), 
	FOREIGN KEY(person) REFERENCES person (id) ON DELETE CASCADE
);
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
INSERT INTO "journal" VALUES(40,'{"act":"draft.published","at":"2026-03-03T09:00:01Z","by":"p-a2f5d45cd47c5c79","data":{"draft":"B1","previous":"0000000000000000000000000000000000000000000000000000000000000000","text":"aa7b741bcaf565ad964f9c0fdf675c4edb78749b2cc7111277c228856ef385fd","title":"Norms","track":"irpc","version":1},"n":40,"prev":"227dac01ce538a931086db170865a98755f38043060f2afb77208b62a653522a"}','38872cf5e9f38772d8471de37aac35f264bdd45012e2aa89881c5e1ff496b1f3','B1');
INSERT INTO "journal" VALUES(41,'{"act":"window.opened","at":"2026-03-03T09:00:02Z","by":"p-a2f5d45cd47c5c79","data":{"closes":"2026-03-10T23:59:00Z","draft":"B1","opens":"2026-03-03T09:00:02Z","previous":"38872cf5e9f38772d8471de37aac35f264bdd45012e2aa89881c5e1ff496b1f3","soft":"2026-03-10T23:59:00Z","track":"irpc"},"n":41,"prev":"38872cf5e9f38772d8471de37aac35f264bdd45012e2aa89881c5e1ff496b1f3"}','b9181931fb4d93efa72ce45eda58656a050b873707df02273a37b07c5b1f13d6','B1');
INSERT INTO "journal" VALUES(42,'{"act":"comment.received","at":"2026-03-03T09:00:04Z","by":"p-2a6e186a06a69c5c","data":{"comment":"C-B1-1","draft":"B1","previous":"b9181931fb4d93efa72ce45eda58656a050b873707df02273a37b07c5b1f13d6","track":"irpc","words":"4d57f2df27e31bef22b78908e41688d3a3e43d556c84b4815359e52611d80fc2"},"n":42,"prev":"b9181931fb4d93efa72ce45eda58656a050b873707df02273a37b07c5b1f13d6"}','1a7960bfe1c37c7652a1d8d944339b099e6c50386940342bfeebe2ad583ecf59','B1');
INSERT INTO "journal" VALUES(43,'{"act":"comment.disposed","at":"2026-03-03T09:00:05Z","by":"p-a2f5d45cd47c5c79","data":{"answer":1,"comment":"C-B1-1","disposition":"noted","draft":"B1","other":"","place":"","previous":"1a7960bfe1c37c7652a1d8d944339b099e6c50386940342bfeebe2ad583ecf59","reason":"8569efc4ed5a6273140c2b6ec0ab8d99f4398210808fbb7c0cbbae4fbcc21350","track":"irpc"},"n":43,"prev":"1a7960bfe1c37c7652a1d8d944339b099e6c50386940342bfeebe2ad583ecf59"}','7cc9ed5ea46ce6b913d31825c3b6df040dd1267a65bfcd0e9a7df4652d596d29','B1');
INSERT INTO "journal" VALUES(44,'{"act":"comment.received","at":"2026-03-03T09:00:07Z","by":"p-1539305bd2495191","data":{"comment":"C-B1-2","draft":"B1","previous":"7cc9ed5ea46ce6b913d31825c3b6df040dd1267a65bfcd0e9a7df4652d596d29","track":"irpc","words":"af75f89128dfbade901a2cabd801a03e03ed5b21f355cd0940a9c17106e3b440"},"n":44,"prev":"7cc9ed5ea46ce6b913d31825c3b6df040dd1267a65bfcd0e9a7df4652d596d29"}','9508217aee60bd178ab192ce9cd8344b6cd03ee78b9579a59da414142b8c6a58','B1');
INSERT INTO "journal" VALUES(45,'{"act":"comment.disposed","at":"2026-03-03T09:00:08Z","by":"p-a2f5d45cd47c5c79","data":{"answer":1,"comment":"C-B1-2","disposition":"noted","draft":"B1","other":"","place":"","previous":"9508217aee60bd178ab192ce9cd8344b6cd03ee78b9579a59da414142b8c6a58","reason":"8569efc4ed5a6273140c2b6ec0ab8d99f4398210808fbb7c0cbbae4fbcc21350","track":"irpc"},"n":45,"prev":"9508217aee60bd178ab192ce9cd8344b6cd03ee78b9579a59da414142b8c6a58"}','ba60084d80f9bc29a985c8a5c372747a71cbf8b39023ef3b9b5df977e13307ce','B1');
INSERT INTO "journal" VALUES(46,'{"act":"comment.received","at":"2026-03-03T09:00:10Z","by":"p-0ebda35800fcd7b2","data":{"comment":"C-B1-3","draft":"B1","previous":"ba60084d80f9bc29a985c8a5c372747a71cbf8b39023ef3b9b5df977e13307ce","track":"irpc","words":"df31c8d1a251299bb687e3ef3c9cf529d2d2f6c659213eb65dd57acee445303a"},"n":46,"prev":"ba60084d80f9bc29a985c8a5c372747a71cbf8b39023ef3b9b5df977e13307ce"}','12014e495440da2254247ff43bba50c0d9c5a24151ce4e5fcd799a0616356fc0','B1');
INSERT INTO "journal" VALUES(47,'{"act":"comment.disposed","at":"2026-03-03T09:00:11Z","by":"p-a2f5d45cd47c5c79","data":{"answer":1,"comment":"C-B1-3","disposition":"noted","draft":"B1","other":"","place":"","previous":"12014e495440da2254247ff43bba50c0d9c5a24151ce4e5fcd799a0616356fc0","reason":"8569efc4ed5a6273140c2b6ec0ab8d99f4398210808fbb7c0cbbae4fbcc21350","track":"irpc"},"n":47,"prev":"12014e495440da2254247ff43bba50c0d9c5a24151ce4e5fcd799a0616356fc0"}','5db8c6ab8ebd99cf9d02c4ef33d5be2e0b426ace6a6fc9127cb216b31b771a7f','B1');
INSERT INTO "journal" VALUES(48,'{"act":"comment.received","at":"2026-03-03T09:00:13Z","by":"p-106060be65f2e140","data":{"comment":"C-B1-4","draft":"B1","previous":"5db8c6ab8ebd99cf9d02c4ef33d5be2e0b426ace6a6fc9127cb216b31b771a7f","track":"irpc","words":"588dda607ef2894eaca687de71800d097a6b539abc05308d35dd8eaacc8e5ac2"},"n":48,"prev":"5db8c6ab8ebd99cf9d02c4ef33d5be2e0b426ace6a6fc9127cb216b31b771a7f"}','c89ba11f2322c9ae875301e9ce1f9d83e62338db711cd84464eb2de9efdc8886','B1');
INSERT INTO "journal" VALUES(49,'{"act":"comment.disposed","at":"2026-03-03T09:00:14Z","by":"p-a2f5d45cd47c5c79","data":{"answer":1,"comment":"C-B1-4","disposition":"noted","draft":"B1","other":"","place":"","previous":"c89ba11f2322c9ae875301e9ce1f9d83e62338db711cd84464eb2de9efdc8886","reason":"8569efc4ed5a6273140c2b6ec0ab8d99f4398210808fbb7c0cbbae4fbcc21350","track":"irpc"},"n":49,"prev":"c89ba11f2322c9ae875301e9ce1f9d83e62338db711cd84464eb2de9efdc8886"}','a6d23f8de2a37eb3467e8ea5190249231b7b4b7dc865fd30b71e2e5d94e1f168','B1');
INSERT INTO "journal" VALUES(50,'{"act":"comment.received","at":"2026-03-03T09:00:16Z","by":"p-8d45da1993274800","data":{"comment":"C-B1-5","draft":"B1","previous":"a6d23f8de2a37eb3467e8ea5190249231b7b4b7dc865fd30b71e2e5d94e1f168","track":"irpc","words":"6645efdf20ca1c7aa20d875b0e99d2b8bd2aeabd4f63247e63c2b6aec1ba5462"},"n":50,"prev":"a6d23f8de2a37eb3467e8ea5190249231b7b4b7dc865fd30b71e2e5d94e1f168"}','29ad7b0a6d07be474fcd55faf3686d9254d67d90efd902afc2f01099b2289543','B1');
INSERT INTO "journal" VALUES(51,'{"act":"comment.disposed","at":"2026-03-03T09:00:17Z","by":"p-a2f5d45cd47c5c79","data":{"answer":1,"comment":"C-B1-5","disposition":"accepted","draft":"B1","other":"","place":"1.1","previous":"29ad7b0a6d07be474fcd55faf3686d9254d67d90efd902afc2f01099b2289543","reason":"6bfd6a2897a723408c5ab71559dffec5001a30a711ff0e86242b17667f7e9e62","track":"irpc"},"n":51,"prev":"29ad7b0a6d07be474fcd55faf3686d9254d67d90efd902afc2f01099b2289543"}','c7031df7613d262da80415346c515a6e82c7b7f176d548355e3e4806c4669bc3','B1');
INSERT INTO "journal" VALUES(52,'{"act":"comment.received","at":"2026-03-03T09:00:19Z","by":"p-63f78cc196cff777","data":{"comment":"C-B1-6","draft":"B1","previous":"c7031df7613d262da80415346c515a6e82c7b7f176d548355e3e4806c4669bc3","track":"irpc","words":"bafd6a3edeb32ffe748fbfd33b978cfaf4cf0eeb30da15839140a85f96b86ad6"},"n":52,"prev":"c7031df7613d262da80415346c515a6e82c7b7f176d548355e3e4806c4669bc3"}','b6b73beee427d0215c5eb9cd3f5926acca3a16ab821088192fe6792a208e489c','B1');
INSERT INTO "journal" VALUES(53,'{"act":"comment.disposed","at":"2026-03-03T09:00:20Z","by":"p-a2f5d45cd47c5c79","data":{"answer":1,"comment":"C-B1-6","disposition":"accepted","draft":"B1","other":"","place":"1.2","previous":"b6b73beee427d0215c5eb9cd3f5926acca3a16ab821088192fe6792a208e489c","reason":"6bfd6a2897a723408c5ab71559dffec5001a30a711ff0e86242b17667f7e9e62","track":"irpc"},"n":53,"prev":"b6b73beee427d0215c5eb9cd3f5926acca3a16ab821088192fe6792a208e489c"}','df0206eb2a13b94dcefe210caddeddce4ca019f123f278f3ecc981b9af39ccb2','B1');
INSERT INTO "journal" VALUES(54,'{"act":"comment.received","at":"2026-03-03T09:00:22Z","by":"p-31784d7d63d8a78e","data":{"comment":"C-B1-7","draft":"B1","previous":"df0206eb2a13b94dcefe210caddeddce4ca019f123f278f3ecc981b9af39ccb2","track":"irpc","words":"b5f3a7222cb3863fc9796cecc8893539aa827813e7a1ace4f686ca0c29e54c94"},"n":54,"prev":"df0206eb2a13b94dcefe210caddeddce4ca019f123f278f3ecc981b9af39ccb2"}','540ad93aa0759d75f3a195d3a4687043495f84b4894eee710a23c5ac7da25138','B1');
INSERT INTO "journal" VALUES(55,'{"act":"comment.disposed","at":"2026-03-03T09:00:23Z","by":"p-a2f5d45cd47c5c79","data":{"answer":1,"comment":"C-B1-7","disposition":"accepted","draft":"B1","other":"","place":"1.1","previous":"540ad93aa0759d75f3a195d3a4687043495f84b4894eee710a23c5ac7da25138","reason":"6bfd6a2897a723408c5ab71559dffec5001a30a711ff0e86242b17667f7e9e62","track":"irpc"},"n":55,"prev":"540ad93aa0759d75f3a195d3a4687043495f84b4894eee710a23c5ac7da25138"}','638b393511ad623ca7ecc0404eb07234231989c631066005a5eb4d5364f9fbd6','B1');
INSERT INTO "journal" VALUES(56,'{"act":"comment.received","at":"2026-03-03T09:00:25Z","by":"p-b814808eaeb4142a","data":{"comment":"C-B1-8","draft":"B1","previous":"638b393511ad623ca7ecc0404eb07234231989c631066005a5eb4d5364f9fbd6","track":"irpc","words":"83097940a440a45dcc0fb569271d502a6a07c545515403f690fa7ed49b0461bd"},"n":56,"prev":"638b393511ad623ca7ecc0404eb07234231989c631066005a5eb4d5364f9fbd6"}','4cda4ebae5eeb39e3c38a9594d1c2da1acad5768f4b6a217dd473070338dacd9','B1');
INSERT INTO "journal" VALUES(57,'{"act":"comment.disposed","at":"2026-03-03T09:00:26Z","by":"p-a2f5d45cd47c5c79","data":{"answer":1,"comment":"C-B1-8","disposition":"accepted","draft":"B1","other":"","place":"1.2","previous":"4cda4ebae5eeb39e3c38a9594d1c2da1acad5768f4b6a217dd473070338dacd9","reason":"6bfd6a2897a723408c5ab71559dffec5001a30a711ff0e86242b17667f7e9e62","track":"irpc"},"n":57,"prev":"4cda4ebae5eeb39e3c38a9594d1c2da1acad5768f4b6a217dd473070338dacd9"}','414bed98427a5de8d9c233b2cbec871430d94f6c263b311bbdae405ca728cca5','B1');
INSERT INTO "journal" VALUES(58,'{"act":"comment.received","at":"2026-03-03T09:00:28Z","by":"p-0bbd638ac53dbc72","data":{"comment":"C-B1-9","draft":"B1","previous":"414bed98427a5de8d9c233b2cbec871430d94f6c263b311bbdae405ca728cca5","track":"irpc","words":"3f2de295cae97544ba1f84df7985b04297c763db27338883cc2671225f324db3"},"n":58,"prev":"414bed98427a5de8d9c233b2cbec871430d94f6c263b311bbdae405ca728cca5"}','6f09b39ea8a91b9c20bcbfe8112d3c001ac16a1e8648acc61491aa2bbcc0385d','B1');
INSERT INTO "journal" VALUES(59,'{"act":"comment.disposed","at":"2026-03-03T09:00:29Z","by":"p-a2f5d45cd47c5c79","data":{"answer":1,"comment":"C-B1-9","disposition":"accepted","draft":"B1","other":"","place":"1.1","previous":"6f09b39ea8a91b9c20bcbfe8112d3c001ac16a1e8648acc61491aa2bbcc0385d","reason":"6bfd6a2897a723408c5ab71559dffec5001a30a711ff0e86242b17667f7e9e62","track":"irpc"},"n":59,"prev":"6f09b39ea8a91b9c20bcbfe8112d3c001ac16a1e8648acc61491aa2bbcc0385d"}','5ad482e6ce997ea0b0f411c406beb158aa560fd51c1706a108eda90975ece1b9','B1');
INSERT INTO "journal" VALUES(60,'{"act":"comment.received","at":"2026-03-03T09:00:31Z","by":"p-08630f744d072ab3","data":{"comment":"C-B1-10","draft":"B1","previous":"5ad482e6ce997ea0b0f411c406beb158aa560fd51c1706a108eda90975ece1b9","track":"irpc","words":"c2ad208b6fe01ef9b85370cc3d1995cb72b3eb4aa925bea4c8d8e061eb92276d"},"n":60,"prev":"5ad482e6ce997ea0b0f411c406beb158aa560fd51c1706a108eda90975ece1b9"}','c82a4c07351b955ce1b753a9680501054745e53266dfcf36e7d143b78e1e43bd','B1');
INSERT INTO "journal" VALUES(61,'{"act":"comment.disposed","at":"2026-03-03T09:00:32Z","by":"p-a2f5d45cd47c5c79","data":{"answer":1,"comment":"C-B1-10","disposition":"accepted","draft":"B1","other":"","place":"1.2","previous":"c82a4c07351b955ce1b753a9680501054745e53266dfcf36e7d143b78e1e43bd","reason":"6bfd6a2897a723408c5ab71559dffec5001a30a711ff0e86242b17667f7e9e62","track":"irpc"},"n":61,"prev":"c82a4c07351b955ce1b753a9680501054745e53266dfcf36e7d143b78e1e43bd"}','dd3bcbf26dc38e78d3a2801f76c062341c974c3066fc247d36fede4a720abd7f','B1');
INSERT INTO "journal" VALUES(62,'{"act":"comment.received","at":"2026-03-03T09:00:34Z","by":"p-4fd231026316bb15","data":{"comment":"C-B1-11","draft":"B1","previous":"dd3bcbf26dc38e78d3a2801f76c062341c974c3066fc247d36fede4a720abd7f","track":"irpc","words":"60027509d544d8e20d5bbe3a3930e10d8839701607d185ec315bdd5b5c296307"},"n":62,"prev":"dd3bcbf26dc38e78d3a2801f76c062341c974c3066fc247d36fede4a720abd7f"}','6b48242ed91c458b5f2734a0df565c50c312e51407f616b08ba105486d438a4b','B1');
INSERT INTO "journal" VALUES(63,'{"act":"comment.disposed","at":"2026-03-03T09:00:35Z","by":"p-a2f5d45cd47c5c79","data":{"answer":1,"comment":"C-B1-11","disposition":"accepted","draft":"B1","other":"","place":"1.1","previous":"6b48242ed91c458b5f2734a0df565c50c312e51407f616b08ba105486d438a4b","reason":"6bfd6a2897a723408c5ab71559dffec5001a30a711ff0e86242b17667f7e9e62","track":"irpc"},"n":63,"prev":"6b48242ed91c458b5f2734a0df565c50c312e51407f616b08ba105486d438a4b"}','56e3a2d362f8362105d6352d7bd6791955195ea9f934a8f04dc0d66eaf813b54','B1');
INSERT INTO "journal" VALUES(64,'{"act":"comment.received","at":"2026-03-03T09:00:37Z","by":"p-7b29763a1600fc92","data":{"comment":"C-B1-12","draft":"B1","previous":"56e3a2d362f8362105d6352d7bd6791955195ea9f934a8f04dc0d66eaf813b54","track":"irpc","words":"0b6d1c19f1c954333183c6c43530a60fa326faccb4285568cd8fd0cc2f71367e"},"n":64,"prev":"56e3a2d362f8362105d6352d7bd6791955195ea9f934a8f04dc0d66eaf813b54"}','1818f570e68a841b62441d068d7fa4f3e0c503364fdd0b3c8df183accce5f0cf','B1');
INSERT INTO "journal" VALUES(65,'{"act":"comment.disposed","at":"2026-03-03T09:00:38Z","by":"p-a2f5d45cd47c5c79","data":{"answer":1,"comment":"C-B1-12","disposition":"accepted","draft":"B1","other":"","place":"1.2","previous":"1818f570e68a841b62441d068d7fa4f3e0c503364fdd0b3c8df183accce5f0cf","reason":"6bfd6a2897a723408c5ab71559dffec5001a30a711ff0e86242b17667f7e9e62","track":"irpc"},"n":65,"prev":"1818f570e68a841b62441d068d7fa4f3e0c503364fdd0b3c8df183accce5f0cf"}','d44f02686da133ee757911b5c1266e45dac1a04317d6abb7aa305c099dc120ff','B1');
INSERT INTO "journal" VALUES(66,'{"act":"comment.hidden","at":"2026-03-03T09:00:39Z","by":"p-30f4e9e356f513aa","data":{"comment":"C-B1-12","draft":"B1","previous":"d44f02686da133ee757911b5c1266e45dac1a04317d6abb7aa305c099dc120ff","reason":"ca1194325ca8ab8d4ab3126c02aa27ca495155850ca3d0798c18fd739e998b98","track":"irpc"},"n":66,"prev":"d44f02686da133ee757911b5c1266e45dac1a04317d6abb7aa305c099dc120ff"}','b2aeee9f3d8a9baa83a4c23940ad4f034ca587953c0cb6195a3d27daec1dc998','B1');
INSERT INTO "journal" VALUES(67,'{"act":"report.closed","at":"2026-03-12T09:00:40Z","by":"p-30f4e9e356f513aa","data":{"comments":12,"draft":"B1","previous":"b2aeee9f3d8a9baa83a4c23940ad4f034ca587953c0cb6195a3d27daec1dc998","report":"d2efcdd3f18244a83cf7cceb85bb7b91624aa43bc394c7d3afd6ec2b8972c10d","track":"irpc","version":1},"n":67,"prev":"b2aeee9f3d8a9baa83a4c23940ad4f034ca587953c0cb6195a3d27daec1dc998"}','b78757f04ac653dc44e530f87341200133dcf11d092bae6341e3c7c821e2fa29','B1');
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
INSERT INTO "moderation" VALUES(1,1,12,'hidden','It insults.',6,'2026-03-03 09:00:39.000000');
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
INSERT INTO "outbox" VALUES(1,'matrix','matrix:@fay:f.example','room','@fay:f.example','','sent','{"language": "en", "paragraphs": [], "buttons": [["Read", "read B1"], ["Open comments", "window B1"]], "attachments": [], "asks": "", "subject": "", "about": ""}','heard-1','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:01.000000','sent-1',0,'2026-03-03 09:00:01.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(2,'matrix','matrix:!irpc:home.example','room','!irpc:home.example','','sent','{"language": "en", "paragraphs": [], "buttons": [["Read", "read B1"]], "attachments": [], "asks": "", "subject": "", "about": ""}','','','','',0,0,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:01.000000','sent-2',0,'2026-03-03 09:00:01.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(3,'matrix','matrix:@fay:f.example','room','@fay:f.example','','sent','{"language": "en", "paragraphs": [], "buttons": [["Comment", "comment B1"], ["Read", "read B1"]], "attachments": [], "asks": "", "subject": "", "about": ""}','heard-2','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:02.000000','sent-3',0,'2026-03-03 09:00:02.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(4,'matrix','matrix:!irpc:home.example','room','!irpc:home.example','','sent','{"language": "en", "paragraphs": [], "buttons": [["Comment", "comment B1"], ["Read", "read B1"]], "attachments": [], "asks": "", "subject": "", "about": ""}','','','','',0,0,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:02.000000','sent-4',0,'2026-03-03 09:00:02.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(5,'telegram','telegram:101','room','101','','sent','{"language": "en", "paragraphs": [], "buttons": [["Submit", "comment submit 1"], ["It is substantive", "comment as 1 substantive"], ["It is editorial", "comment as 1 editorial"], ["It is a question", "comment as 1 question"], ["Propose a wording", "comment wording 1"], ["Comment for your organisation", "comment as 1 organisation"], ["Show it with your organisation only", "comment as 1 organisation-only"], ["Show it without your name", "comment as 1 anonymous"], ["Discard", "comment discard 1"]], "attachments": [], "asks": "", "subject": "", "about": ""}','heard-3','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:03.000000','sent-5',0,'2026-03-03 09:00:03.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(7,'matrix','matrix:@fay:f.example','room','@fay:f.example','','sent','{"language": "en", "paragraphs": [], "buttons": [["What else waits", "review B1"]], "attachments": [], "asks": "", "subject": "", "about": ""}','heard-5','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:05.000000','sent-7',0,'2026-03-03 09:00:05.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(8,'telegram','telegram:101','room','101','','sent','{"language": "en", "paragraphs": [], "buttons": [["Contest", "contest C-B1-1"]], "attachments": [], "asks": "", "subject": "", "about": ""}','','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:05.000000','sent-8',1,'2026-03-03 09:00:05.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(9,'telegram','telegram:102','room','102','','sent','{"language": "en", "paragraphs": [], "buttons": [["Submit", "comment submit 2"], ["It is substantive", "comment as 2 substantive"], ["It is editorial", "comment as 2 editorial"], ["It is a question", "comment as 2 question"], ["Propose a wording", "comment wording 2"], ["Comment for your organisation", "comment as 2 organisation"], ["Show it with your organisation only", "comment as 2 organisation-only"], ["Show it without your name", "comment as 2 anonymous"], ["Discard", "comment discard 2"]], "attachments": [], "asks": "", "subject": "", "about": ""}','heard-6','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:06.000000','sent-9',0,'2026-03-03 09:00:06.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(11,'matrix','matrix:@fay:f.example','room','@fay:f.example','','sent','{"language": "en", "paragraphs": [], "buttons": [["What else waits", "review B1"]], "attachments": [], "asks": "", "subject": "", "about": ""}','heard-8','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:08.000000','sent-11',0,'2026-03-03 09:00:08.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(12,'telegram','telegram:102','room','102','','sent','{"language": "en", "paragraphs": [], "buttons": [["Contest", "contest C-B1-2"]], "attachments": [], "asks": "", "subject": "", "about": ""}','','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:08.000000','sent-12',1,'2026-03-03 09:00:08.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(13,'telegram','telegram:103','room','103','','sent','{"language": "en", "paragraphs": [], "buttons": [["Submit", "comment submit 3"], ["It is substantive", "comment as 3 substantive"], ["It is editorial", "comment as 3 editorial"], ["It is a question", "comment as 3 question"], ["Propose a wording", "comment wording 3"], ["Comment for your organisation", "comment as 3 organisation"], ["Show it with your organisation only", "comment as 3 organisation-only"], ["Show it without your name", "comment as 3 anonymous"], ["Discard", "comment discard 3"]], "attachments": [], "asks": "", "subject": "", "about": ""}','heard-9','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:09.000000','sent-13',0,'2026-03-03 09:00:09.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(15,'matrix','matrix:@fay:f.example','room','@fay:f.example','','sent','{"language": "en", "paragraphs": [], "buttons": [["What else waits", "review B1"]], "attachments": [], "asks": "", "subject": "", "about": ""}','heard-11','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:11.000000','sent-15',0,'2026-03-03 09:00:11.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(16,'telegram','telegram:103','room','103','','sent','{"language": "en", "paragraphs": [], "buttons": [["Contest", "contest C-B1-3"]], "attachments": [], "asks": "", "subject": "", "about": ""}','','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:11.000000','sent-16',1,'2026-03-03 09:00:11.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(17,'telegram','telegram:104','room','104','','sent','{"language": "en", "paragraphs": [], "buttons": [["Submit", "comment submit 4"], ["It is substantive", "comment as 4 substantive"], ["It is editorial", "comment as 4 editorial"], ["It is a question", "comment as 4 question"], ["Propose a wording", "comment wording 4"], ["Comment for your organisation", "comment as 4 organisation"], ["Show it with your organisation only", "comment as 4 organisation-only"], ["Show it without your name", "comment as 4 anonymous"], ["Discard", "comment discard 4"]], "attachments": [], "asks": "", "subject": "", "about": ""}','heard-12','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:12.000000','sent-17',0,'2026-03-03 09:00:12.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(19,'matrix','matrix:@fay:f.example','room','@fay:f.example','','sent','{"language": "en", "paragraphs": [], "buttons": [["What else waits", "review B1"]], "attachments": [], "asks": "", "subject": "", "about": ""}','heard-14','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:14.000000','sent-19',0,'2026-03-03 09:00:14.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(20,'telegram','telegram:104','room','104','','sent','{"language": "en", "paragraphs": [], "buttons": [["Contest", "contest C-B1-4"]], "attachments": [], "asks": "", "subject": "", "about": ""}','','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:14.000000','sent-20',1,'2026-03-03 09:00:14.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(21,'telegram','telegram:105','room','105','','sent','{"language": "en", "paragraphs": [], "buttons": [["Submit", "comment submit 5"], ["It is substantive", "comment as 5 substantive"], ["It is editorial", "comment as 5 editorial"], ["It is a question", "comment as 5 question"], ["Propose a wording", "comment wording 5"], ["Comment for your organisation", "comment as 5 organisation"], ["Show it with your organisation only", "comment as 5 organisation-only"], ["Show it without your name", "comment as 5 anonymous"], ["Discard", "comment discard 5"]], "attachments": [], "asks": "", "subject": "", "about": ""}','heard-15','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:15.000000','sent-21',0,'2026-03-03 09:00:15.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(23,'matrix','matrix:@fay:f.example','room','@fay:f.example','','sent','{"language": "en", "paragraphs": [], "buttons": [["What else waits", "review B1"]], "attachments": [], "asks": "", "subject": "", "about": ""}','heard-17','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:17.000000','sent-23',0,'2026-03-03 09:00:17.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(24,'telegram','telegram:105','room','105','','sent','{"language": "en", "paragraphs": [], "buttons": [["Contest", "contest C-B1-5"]], "attachments": [], "asks": "", "subject": "", "about": ""}','','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:17.000000','sent-24',1,'2026-03-03 09:00:17.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(25,'telegram','telegram:106','room','106','','sent','{"language": "en", "paragraphs": [], "buttons": [["Submit", "comment submit 6"], ["It is substantive", "comment as 6 substantive"], ["It is editorial", "comment as 6 editorial"], ["It is a question", "comment as 6 question"], ["Propose a wording", "comment wording 6"], ["Comment for your organisation", "comment as 6 organisation"], ["Show it with your organisation only", "comment as 6 organisation-only"], ["Show it without your name", "comment as 6 anonymous"], ["Discard", "comment discard 6"]], "attachments": [], "asks": "", "subject": "", "about": ""}','heard-18','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:18.000000','sent-25',0,'2026-03-03 09:00:18.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(27,'matrix','matrix:@fay:f.example','room','@fay:f.example','','sent','{"language": "en", "paragraphs": [], "buttons": [["What else waits", "review B1"]], "attachments": [], "asks": "", "subject": "", "about": ""}','heard-20','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:20.000000','sent-27',0,'2026-03-03 09:00:20.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(28,'telegram','telegram:106','room','106','','sent','{"language": "en", "paragraphs": [], "buttons": [["Contest", "contest C-B1-6"]], "attachments": [], "asks": "", "subject": "", "about": ""}','','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:20.000000','sent-28',1,'2026-03-03 09:00:20.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(29,'telegram','telegram:107','room','107','','sent','{"language": "en", "paragraphs": [], "buttons": [["Submit", "comment submit 7"], ["It is substantive", "comment as 7 substantive"], ["It is editorial", "comment as 7 editorial"], ["It is a question", "comment as 7 question"], ["Propose a wording", "comment wording 7"], ["Comment for your organisation", "comment as 7 organisation"], ["Show it with your organisation only", "comment as 7 organisation-only"], ["Show it without your name", "comment as 7 anonymous"], ["Discard", "comment discard 7"]], "attachments": [], "asks": "", "subject": "", "about": ""}','heard-21','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:21.000000','sent-29',0,'2026-03-03 09:00:21.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(31,'matrix','matrix:@fay:f.example','room','@fay:f.example','','sent','{"language": "en", "paragraphs": [], "buttons": [["What else waits", "review B1"]], "attachments": [], "asks": "", "subject": "", "about": ""}','heard-23','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:23.000000','sent-31',0,'2026-03-03 09:00:23.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(32,'telegram','telegram:107','room','107','','sent','{"language": "en", "paragraphs": [], "buttons": [["Contest", "contest C-B1-7"]], "attachments": [], "asks": "", "subject": "", "about": ""}','','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:23.000000','sent-32',1,'2026-03-03 09:00:23.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(33,'telegram','telegram:108','room','108','','sent','{"language": "en", "paragraphs": [], "buttons": [["Submit", "comment submit 8"], ["It is substantive", "comment as 8 substantive"], ["It is editorial", "comment as 8 editorial"], ["It is a question", "comment as 8 question"], ["Propose a wording", "comment wording 8"], ["Comment for your organisation", "comment as 8 organisation"], ["Show it with your organisation only", "comment as 8 organisation-only"], ["Show it without your name", "comment as 8 anonymous"], ["Discard", "comment discard 8"]], "attachments": [], "asks": "", "subject": "", "about": ""}','heard-24','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:24.000000','sent-33',0,'2026-03-03 09:00:24.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(35,'matrix','matrix:@fay:f.example','room','@fay:f.example','','sent','{"language": "en", "paragraphs": [], "buttons": [["What else waits", "review B1"]], "attachments": [], "asks": "", "subject": "", "about": ""}','heard-26','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:26.000000','sent-35',0,'2026-03-03 09:00:26.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(36,'telegram','telegram:108','room','108','','sent','{"language": "en", "paragraphs": [], "buttons": [["Contest", "contest C-B1-8"]], "attachments": [], "asks": "", "subject": "", "about": ""}','','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:26.000000','sent-36',1,'2026-03-03 09:00:26.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(37,'telegram','telegram:109','room','109','','sent','{"language": "en", "paragraphs": [], "buttons": [["Submit", "comment submit 9"], ["It is substantive", "comment as 9 substantive"], ["It is editorial", "comment as 9 editorial"], ["It is a question", "comment as 9 question"], ["Propose a wording", "comment wording 9"], ["Comment for your organisation", "comment as 9 organisation"], ["Show it with your organisation only", "comment as 9 organisation-only"], ["Show it without your name", "comment as 9 anonymous"], ["Discard", "comment discard 9"]], "attachments": [], "asks": "", "subject": "", "about": ""}','heard-27','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:27.000000','sent-37',0,'2026-03-03 09:00:27.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(39,'matrix','matrix:@fay:f.example','room','@fay:f.example','','sent','{"language": "en", "paragraphs": [], "buttons": [["What else waits", "review B1"]], "attachments": [], "asks": "", "subject": "", "about": ""}','heard-29','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:29.000000','sent-39',0,'2026-03-03 09:00:29.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(40,'telegram','telegram:109','room','109','','sent','{"language": "en", "paragraphs": [], "buttons": [["Contest", "contest C-B1-9"]], "attachments": [], "asks": "", "subject": "", "about": ""}','','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:29.000000','sent-40',1,'2026-03-03 09:00:29.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(41,'telegram','telegram:110','room','110','','sent','{"language": "en", "paragraphs": [], "buttons": [["Submit", "comment submit 10"], ["It is substantive", "comment as 10 substantive"], ["It is editorial", "comment as 10 editorial"], ["It is a question", "comment as 10 question"], ["Propose a wording", "comment wording 10"], ["Comment for your organisation", "comment as 10 organisation"], ["Show it with your organisation only", "comment as 10 organisation-only"], ["Show it without your name", "comment as 10 anonymous"], ["Discard", "comment discard 10"]], "attachments": [], "asks": "", "subject": "", "about": ""}','heard-30','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:30.000000','sent-41',0,'2026-03-03 09:00:30.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(43,'matrix','matrix:@fay:f.example','room','@fay:f.example','','sent','{"language": "en", "paragraphs": [], "buttons": [["What else waits", "review B1"]], "attachments": [], "asks": "", "subject": "", "about": ""}','heard-32','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:32.000000','sent-43',0,'2026-03-03 09:00:32.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(44,'telegram','telegram:110','room','110','','sent','{"language": "en", "paragraphs": [], "buttons": [["Contest", "contest C-B1-10"]], "attachments": [], "asks": "", "subject": "", "about": ""}','','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:32.000000','sent-44',1,'2026-03-03 09:00:32.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(45,'telegram','telegram:111','room','111','','sent','{"language": "en", "paragraphs": [], "buttons": [["Submit", "comment submit 11"], ["It is substantive", "comment as 11 substantive"], ["It is editorial", "comment as 11 editorial"], ["It is a question", "comment as 11 question"], ["Propose a wording", "comment wording 11"], ["Comment for your organisation", "comment as 11 organisation"], ["Show it with your organisation only", "comment as 11 organisation-only"], ["Show it without your name", "comment as 11 anonymous"], ["Discard", "comment discard 11"]], "attachments": [], "asks": "", "subject": "", "about": ""}','heard-33','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:33.000000','sent-45',0,'2026-03-03 09:00:33.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(47,'matrix','matrix:@fay:f.example','room','@fay:f.example','','sent','{"language": "en", "paragraphs": [], "buttons": [["What else waits", "review B1"]], "attachments": [], "asks": "", "subject": "", "about": ""}','heard-35','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:35.000000','sent-47',0,'2026-03-03 09:00:35.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(48,'telegram','telegram:111','room','111','','sent','{"language": "en", "paragraphs": [], "buttons": [["Contest", "contest C-B1-11"]], "attachments": [], "asks": "", "subject": "", "about": ""}','','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:35.000000','sent-48',1,'2026-03-03 09:00:35.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(49,'telegram','telegram:112','room','112','','sent','{"language": "en", "paragraphs": [], "buttons": [["Submit", "comment submit 12"], ["It is substantive", "comment as 12 substantive"], ["It is editorial", "comment as 12 editorial"], ["It is a question", "comment as 12 question"], ["Propose a wording", "comment wording 12"], ["Comment for your organisation", "comment as 12 organisation"], ["Show it with your organisation only", "comment as 12 organisation-only"], ["Show it without your name", "comment as 12 anonymous"], ["Discard", "comment discard 12"]], "attachments": [], "asks": "", "subject": "", "about": ""}','heard-36','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:36.000000','sent-49',0,'2026-03-03 09:00:36.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(51,'matrix','matrix:@fay:f.example','room','@fay:f.example','','sent','{"language": "en", "paragraphs": [], "buttons": [["What else waits", "review B1"]], "attachments": [], "asks": "", "subject": "", "about": ""}','heard-38','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:38.000000','sent-51',1,'2026-03-03 09:00:38.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(52,'telegram','telegram:112','room','112','','sent','{"language": "en", "paragraphs": [], "buttons": [["Contest", "contest C-B1-12"]], "attachments": [], "asks": "", "subject": "", "about": ""}','','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:38.000000','sent-52',0,'2026-03-03 09:00:38.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(54,'telegram','telegram:112','room','112','','sent','{"language": "en", "paragraphs": [], "buttons": [["Appeal", "appeal C-B1-12"]], "attachments": [], "asks": "", "subject": "", "about": ""}','','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-03 09:00:39.000000','sent-54',1,'2026-03-03 09:00:39.000000','',0,'',NULL,'',0);
INSERT INTO "outbox" VALUES(55,'matrix','matrix:@ray:r.example','room','@ray:r.example','','sent','{"language": "en", "paragraphs": [], "buttons": [["Publish the final version", "final B1"]], "attachments": [], "asks": "", "subject": "", "about": ""}','heard-40','','','',1,1,0,'1970-01-01 00:00:00.000000','2026-03-12 09:00:40.000000','sent-55',1,'2026-03-12 09:00:40.000000','',0,'',NULL,'',0);
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
INSERT INTO "person" VALUES(1,1,'p-e34249f6dad346ea','71','','','','','','','2023','2026-03-03 09:00:00.000000',NULL);
INSERT INTO "person" VALUES(2,2,'p-bd039ca53efe2a86','@ada:a.example','','','','','','','2023','2026-03-03 09:00:00.000000',NULL);
INSERT INTO "person" VALUES(3,3,'p-777014b6a9c6eec9','72','','','','government','','','2023','2026-03-03 09:00:00.000000',NULL);
INSERT INTO "person" VALUES(4,4,'p-a0c2cd9df64b9128','73','','','','civil-society','','','2023','2026-03-03 09:00:00.000000',NULL);
INSERT INTO "person" VALUES(5,5,'p-a2f5d45cd47c5c79','@fay:f.example','','','','','','','2023','2026-03-03 09:00:00.000000',NULL);
INSERT INTO "person" VALUES(6,6,'p-30f4e9e356f513aa','@ray:r.example','','','','','','','2023','2026-03-03 09:00:00.000000',NULL);
INSERT INTO "person" VALUES(7,7,'p-2a6e186a06a69c5c','101','','','','government','','','2023','2026-03-03 09:00:00.000000',NULL);
INSERT INTO "person" VALUES(8,8,'p-1539305bd2495191','102','','','','civil-society','','','2023','2026-03-03 09:00:00.000000',NULL);
INSERT INTO "person" VALUES(9,9,'p-0ebda35800fcd7b2','103','','','','government','','','2023','2026-03-03 09:00:00.000000',NULL);
INSERT INTO "person" VALUES(10,10,'p-106060be65f2e140','104','','','','civil-society','','','2023','2026-03-03 09:00:00.000000',NULL);
INSERT INTO "person" VALUES(11,11,'p-8d45da1993274800','105','','','','government','','','2023','2026-03-03 09:00:00.000000',NULL);
INSERT INTO "person" VALUES(12,12,'p-63f78cc196cff777','106','','','','civil-society','','','2023','2026-03-03 09:00:00.000000',NULL);
INSERT INTO "person" VALUES(13,13,'p-31784d7d63d8a78e','107','','','','government','','','2023','2026-03-03 09:00:00.000000',NULL);
INSERT INTO "person" VALUES(14,14,'p-b814808eaeb4142a','108','','','','civil-society','','','2023','2026-03-03 09:00:00.000000',NULL);
INSERT INTO "person" VALUES(15,15,'p-0bbd638ac53dbc72','109','','','','government','','','2023','2026-03-03 09:00:00.000000',NULL);
INSERT INTO "person" VALUES(16,16,'p-08630f744d072ab3','110','','','','civil-society','','','2023','2026-03-03 09:00:00.000000',NULL);
INSERT INTO "person" VALUES(17,17,'p-4fd231026316bb15','111','','','','government','','','2023','2026-03-03 09:00:00.000000',NULL);
INSERT INTO "person" VALUES(18,18,'p-7b29763a1600fc92','112','','','','civil-society','','','2023','2026-03-03 09:00:00.000000',NULL);
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
INSERT INTO "room" VALUES('matrix','!irpc:home.example','','r-97f3a8a48794ee42','The room','','','','',1);
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
CREATE TABLE seen (
	hash VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (hash)
);
INSERT INTO "seen" VALUES('e772f4c90222c738b9985ce6fc68be4c','2026-03-03 09:00:01.000000');
INSERT INTO "seen" VALUES('96b7393c00f55a6e814ef7855c8bb768','2026-03-03 09:00:02.000000');
INSERT INTO "seen" VALUES('a187c75d786193bb810a29a8f9ce59ff','2026-03-03 09:00:03.000000');
INSERT INTO "seen" VALUES('129cb5d2fe927ea1db58ba851c119fbd','2026-03-03 09:00:04.000000');
INSERT INTO "seen" VALUES('f06525ef01ba9eca7f2c02c42af7f2d1','2026-03-03 09:00:05.000000');
INSERT INTO "seen" VALUES('eb5b589b5e726ef9403fc1393a0986d7','2026-03-03 09:00:06.000000');
INSERT INTO "seen" VALUES('57bc721593196a30844c314e2ec4ec57','2026-03-03 09:00:07.000000');
INSERT INTO "seen" VALUES('c98acd55ed5248e5c379a07043ad9270','2026-03-03 09:00:08.000000');
INSERT INTO "seen" VALUES('59b2a67a462df46b59914bb888bbdcf8','2026-03-03 09:00:09.000000');
INSERT INTO "seen" VALUES('3abd0716cc7a8e2f0917e8d6ab8ae3cc','2026-03-03 09:00:10.000000');
INSERT INTO "seen" VALUES('8f8b0d9c4cb6387812513b3c2ffbfebb','2026-03-03 09:00:11.000000');
INSERT INTO "seen" VALUES('6694157a8cf5925744fb1957566260c3','2026-03-03 09:00:12.000000');
INSERT INTO "seen" VALUES('afa107108edf5844fd6068684ff0bbe6','2026-03-03 09:00:13.000000');
INSERT INTO "seen" VALUES('c5b7d81eb2f2085a41f4cd2a03670fb8','2026-03-03 09:00:14.000000');
INSERT INTO "seen" VALUES('cd0eb9b2ab4bf95e69f500e6ae0d148e','2026-03-03 09:00:15.000000');
INSERT INTO "seen" VALUES('b8c87b5966c0f1d6e15b8a311ca188e8','2026-03-03 09:00:16.000000');
INSERT INTO "seen" VALUES('78028a2aad2ec2dc242011fbc84a0996','2026-03-03 09:00:17.000000');
INSERT INTO "seen" VALUES('854f6e0ef0305af7b5586a0a861ed89d','2026-03-03 09:00:18.000000');
INSERT INTO "seen" VALUES('51476f07a89c8aec4bcea7b532295d97','2026-03-03 09:00:19.000000');
INSERT INTO "seen" VALUES('41a99f5210d6c50901d5cd04a1848cbc','2026-03-03 09:00:20.000000');
INSERT INTO "seen" VALUES('a677bd898078fb900efe052e87fd0fb6','2026-03-03 09:00:21.000000');
INSERT INTO "seen" VALUES('60cc558faf561425ecf1f3a1964f7a07','2026-03-03 09:00:22.000000');
INSERT INTO "seen" VALUES('6209f35654d4af7f8117ca24a471bdf8','2026-03-03 09:00:23.000000');
INSERT INTO "seen" VALUES('6dff64fff6281dd611e1b7cecb4588b8','2026-03-03 09:00:24.000000');
INSERT INTO "seen" VALUES('7f3bdf297ab81fb0bee1902cd4219bdd','2026-03-03 09:00:25.000000');
INSERT INTO "seen" VALUES('d8e729e95e26f386d1f2846719c2e600','2026-03-03 09:00:26.000000');
INSERT INTO "seen" VALUES('f473110aeb7f2ef2fc980c71fe1ff84d','2026-03-03 09:00:27.000000');
INSERT INTO "seen" VALUES('eccade2ac46b1ed96a909c89ebc69daa','2026-03-03 09:00:28.000000');
INSERT INTO "seen" VALUES('f52f7fc8b22284e03870a7a5c1616ec4','2026-03-03 09:00:29.000000');
INSERT INTO "seen" VALUES('39f0f6a95837e0223b68b574bd92fcab','2026-03-03 09:00:30.000000');
INSERT INTO "seen" VALUES('4b5dc56d1571b9ff8f4d70de42a39053','2026-03-03 09:00:31.000000');
INSERT INTO "seen" VALUES('12d6ad7ae41874e9ebe7e37102ac9c67','2026-03-03 09:00:32.000000');
INSERT INTO "seen" VALUES('3285afdf1bd457f3e70eff9bb9117d92','2026-03-03 09:00:33.000000');
INSERT INTO "seen" VALUES('48ad8c76dee65a20b0d7ffbb1690a22c','2026-03-03 09:00:34.000000');
INSERT INTO "seen" VALUES('ab98057731eed16727072912b2bedbe2','2026-03-03 09:00:35.000000');
INSERT INTO "seen" VALUES('c768a8ccd0ba11e142f911f9809fb25e','2026-03-03 09:00:36.000000');
INSERT INTO "seen" VALUES('05e2b6e89a04ede5029b3d9edcb2c4b6','2026-03-03 09:00:37.000000');
INSERT INTO "seen" VALUES('8266813f16f93180d6eac10e3b5a4dda','2026-03-03 09:00:38.000000');
INSERT INTO "seen" VALUES('d5af06aa2e95fe14ae248a2e28f69ce1','2026-03-03 09:00:39.000000');
INSERT INTO "seen" VALUES('ff31232f5553591bbb4050e129c3b8e8','2026-03-12 09:00:40.000000');
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
INSERT INTO "version" VALUES(1,1,'[["One", 1, ["Islands are far.", "Operators answer."]], ["Two", 1, ["Who pays?"]]]','aa7b741bcaf565ad964f9c0fdf675c4edb78749b2cc7111277c228856ef385fd','a.md','2026-03-03 09:00:01.000000');
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
INSERT INTO "sqlite_sequence" VALUES('draft',1);
INSERT INTO "sqlite_sequence" VALUES('outbox',56);
INSERT INTO "sqlite_sequence" VALUES('unsent',12);
INSERT INTO "sqlite_sequence" VALUES('moderation',1);
COMMIT;
