CREATE TABLE `livestream_calls` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`livestream_id` text NOT NULL,
	`call` text NOT NULL,
	`outcome` text NOT NULL,
	`gateway_name` text,
	`actor_id` text,
	`at` integer NOT NULL,
	`last_at` integer NOT NULL,
	`times` integer NOT NULL,
	`duration_ms` integer,
	`answer` text,
	FOREIGN KEY (`livestream_id`) REFERENCES `livestreams`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `livestream_calls_by_livestream` ON `livestream_calls` (`livestream_id`,`last_at`);