CREATE TABLE `audit` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`actor_id` text,
	`actor_name` text NOT NULL,
	`action` text NOT NULL,
	`thing_kind` text NOT NULL,
	`thing_id` text NOT NULL,
	`thing_name` text NOT NULL,
	`detail` text DEFAULT '{}' NOT NULL,
	`address` text
);
--> statement-breakpoint
CREATE INDEX `audit_by_time` ON `audit` (`at`);--> statement-breakpoint
CREATE INDEX `audit_by_thing` ON `audit` (`thing_kind`,`thing_id`);--> statement-breakpoint
ALTER TABLE `gateways` ADD `maintenance` text;--> statement-breakpoint
ALTER TABLE `gateways` ADD `health` text;--> statement-breakpoint
ALTER TABLE `gateways` ADD `health_checked_at` integer;--> statement-breakpoint
ALTER TABLE `livestreams` ADD `failed_gateway_ids` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `livestreams` ADD `stop_note` text;--> statement-breakpoint
ALTER TABLE `webinars` ADD `end_warned_for` integer;--> statement-breakpoint
ALTER TABLE `webinars` ADD `preflight` text;--> statement-breakpoint
ALTER TABLE `webinars` ADD `preflight_for` integer;