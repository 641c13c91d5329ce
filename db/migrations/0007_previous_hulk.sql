CREATE TABLE `pictures` (
	`broadcaster_id` text PRIMARY KEY NOT NULL,
	`playing` integer NOT NULL,
	`since` integer,
	`stretch_at` integer,
	`looked_at` integer,
	`media_sequence` integer,
	`media_advanced_at` integer,
	FOREIGN KEY (`broadcaster_id`) REFERENCES `broadcasters`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
ALTER TABLE `broadcasters` ADD `encoder_key_sealed` text;--> statement-breakpoint
ALTER TABLE `broadcasters` ADD `encoder_key_at` integer;--> statement-breakpoint
CREATE INDEX `events_by_broadcaster` ON `events` (`broadcaster_id`,`end_at`);