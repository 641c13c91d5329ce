ALTER TABLE `events` ADD `restricted_choice` integer DEFAULT false NOT NULL;--> statement-breakpoint
UPDATE `events` SET `restricted_choice` = `restricted`;
