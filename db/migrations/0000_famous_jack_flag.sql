CREATE TABLE `broadcasters` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`hls_url` text,
	`stream_name` text,
	`listed` integer DEFAULT true NOT NULL,
	`restricted` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `broadcasters_name_unique` ON `broadcasters` (`name`);--> statement-breakpoint
CREATE UNIQUE INDEX `broadcasters_stream_name_unique` ON `broadcasters` (`stream_name`);--> statement-breakpoint
CREATE TABLE `chat_messages` (
	`id` text PRIMARY KEY NOT NULL,
	`event_id` text NOT NULL,
	`seq` integer NOT NULL,
	`client_id` text NOT NULL,
	`author_id` text,
	`author_name` text NOT NULL,
	`origin` text NOT NULL,
	`text` text NOT NULL,
	`delivery` text NOT NULL,
	`delivered_pieces` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`event_id`) REFERENCES `events`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`author_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `chat_messages_by_seq` ON `chat_messages` (`event_id`,`seq`);--> statement-breakpoint
CREATE UNIQUE INDEX `chat_messages_once` ON `chat_messages` (`event_id`,`author_id`,`client_id`);--> statement-breakpoint
CREATE TABLE `events` (
	`id` text PRIMARY KEY NOT NULL,
	`slug` text NOT NULL,
	`title` text NOT NULL,
	`description` text DEFAULT '' NOT NULL,
	`start_at` integer NOT NULL,
	`end_at` integer NOT NULL,
	`owner_id` text NOT NULL,
	`broadcaster_id` text,
	`published` integer DEFAULT true NOT NULL,
	`listed` integer DEFAULT true NOT NULL,
	`restricted` integer DEFAULT false NOT NULL,
	`ended_at` integer,
	`listeners` integer DEFAULT 0 NOT NULL,
	`listeners_peak` integer DEFAULT 0 NOT NULL,
	`chat_seq` integer DEFAULT 0 NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`owner_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`broadcaster_id`) REFERENCES `broadcasters`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `events_slug_unique` ON `events` (`slug`);--> statement-breakpoint
CREATE INDEX `events_by_end` ON `events` (`published`,`listed`,`end_at`);--> statement-breakpoint
CREATE TABLE `gateways` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`dialect` text NOT NULL,
	`sipmediagw_url` text NOT NULL,
	`token_sealed` text NOT NULL,
	`gateway_ref` text,
	`rtmp_url_sealed` text,
	`stream_key_sealed` text NOT NULL,
	`broadcaster_id` text NOT NULL,
	`enabled` integer DEFAULT true NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`broadcaster_id`) REFERENCES `broadcasters`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `gateways_name_unique` ON `gateways` (`name`);--> statement-breakpoint
CREATE UNIQUE INDEX `gateways_broadcaster_id_unique` ON `gateways` (`broadcaster_id`);--> statement-breakpoint
CREATE TABLE `jobs` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`payload` text NOT NULL,
	`lane` text NOT NULL,
	`dedupe_key` text,
	`state` text DEFAULT 'ready' NOT NULL,
	`run_at` integer NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`lease_owner` text,
	`lease_until` integer,
	`last_error` text,
	`created_at` integer NOT NULL,
	`finished_at` integer
);
--> statement-breakpoint
CREATE INDEX `jobs_ready` ON `jobs` (`state`,`run_at`);--> statement-breakpoint
CREATE INDEX `jobs_by_lane` ON `jobs` (`lane`,`state`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `jobs_one_waiting` ON `jobs` (`dedupe_key`) WHERE state = 'ready' and dedupe_key is not null;--> statement-breakpoint
CREATE TABLE `livestream_log` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`livestream_id` text NOT NULL,
	`at` integer NOT NULL,
	`from_state` text,
	`to_state` text NOT NULL,
	`reason` text,
	`actor_id` text,
	FOREIGN KEY (`livestream_id`) REFERENCES `livestreams`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `livestream_log_by_livestream` ON `livestream_log` (`livestream_id`,`at`);--> statement-breakpoint
CREATE TABLE `livestreams` (
	`id` text PRIMARY KEY NOT NULL,
	`webinar_id` text NOT NULL,
	`gateway_id` text,
	`state` text NOT NULL,
	`stop_reason` text,
	`failure` text,
	`failure_detail` text,
	`room_key` text NOT NULL,
	`requested_by_id` text,
	`stopped_by_id` text,
	`gateway_engaged` integer DEFAULT false NOT NULL,
	`automatic_restarts` integer DEFAULT 0 NOT NULL,
	`requested_at` integer NOT NULL,
	`state_at` integer NOT NULL,
	`meeting_ready_at` integer,
	`gateway_joined_at` integer,
	`picture_at` integer,
	`live_at` integer,
	`interrupted_at` integer,
	`ended_at` integer,
	`media_sequence` integer,
	`media_advanced_at` integer,
	`meeting_checked_at` integer,
	FOREIGN KEY (`webinar_id`) REFERENCES `webinars`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`gateway_id`) REFERENCES `gateways`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`requested_by_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`stopped_by_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `livestreams_room_key_unique` ON `livestreams` (`room_key`);--> statement-breakpoint
CREATE UNIQUE INDEX `livestreams_one_open_per_webinar` ON `livestreams` (`webinar_id`) WHERE state not in ('ended', 'failed');--> statement-breakpoint
CREATE UNIQUE INDEX `livestreams_one_open_per_gateway` ON `livestreams` (`gateway_id`) WHERE state not in ('ended', 'failed') and gateway_id is not null;--> statement-breakpoint
CREATE INDEX `livestreams_by_webinar` ON `livestreams` (`webinar_id`,`requested_at`);--> statement-breakpoint
CREATE TABLE `reservations` (
	`webinar_id` text PRIMARY KEY NOT NULL,
	`gateway_id` text NOT NULL,
	`from_at` integer NOT NULL,
	`to_at` integer NOT NULL,
	FOREIGN KEY (`webinar_id`) REFERENCES `webinars`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`gateway_id`) REFERENCES `gateways`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `reservations_by_gateway` ON `reservations` (`gateway_id`,`from_at`);--> statement-breakpoint
CREATE TABLE `slides` (
	`id` text PRIMARY KEY NOT NULL,
	`webinar_id` text NOT NULL,
	`filename` text NOT NULL,
	`fetch_key` text NOT NULL,
	`size_bytes` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`webinar_id`) REFERENCES `webinars`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `slides_webinar_id_unique` ON `slides` (`webinar_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `slides_fetch_key_unique` ON `slides` (`fetch_key`);--> statement-breakpoint
CREATE TABLE `streams` (
	`name` text PRIMARY KEY NOT NULL,
	`run` text,
	`session` text NOT NULL,
	`state` text NOT NULL,
	`changed_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `users` (
	`id` text PRIMARY KEY NOT NULL,
	`email` text NOT NULL,
	`name` text NOT NULL,
	`password_hash` text,
	`is_admin` integer DEFAULT false NOT NULL,
	`affiliations` text DEFAULT '[]' NOT NULL,
	`groups` text DEFAULT '[]' NOT NULL,
	`disabled_at` integer,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_email_unique` ON `users` (`email`);--> statement-breakpoint
CREATE TABLE `webinar_presenters` (
	`webinar_id` text NOT NULL,
	`user_id` text NOT NULL,
	PRIMARY KEY(`webinar_id`, `user_id`),
	FOREIGN KEY (`webinar_id`) REFERENCES `webinars`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `webinars` (
	`id` text PRIMARY KEY NOT NULL,
	`event_id` text NOT NULL,
	`is_webinar` integer DEFAULT true NOT NULL,
	`enable_chat` integer DEFAULT false NOT NULL,
	`chat_in_picture` integer DEFAULT false NOT NULL,
	`welcome_text` text DEFAULT '' NOT NULL,
	`max_participants` integer NOT NULL,
	`guest_policy` text NOT NULL,
	`lock` text NOT NULL,
	`record` text NOT NULL,
	`meeting_id` text NOT NULL,
	`join_key` text NOT NULL,
	`callback_key` text NOT NULL,
	`meeting_created_at` integer,
	`meeting_running` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`event_id`) REFERENCES `events`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `webinars_event_id_unique` ON `webinars` (`event_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `webinars_meeting_id_unique` ON `webinars` (`meeting_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `webinars_join_key_unique` ON `webinars` (`join_key`);--> statement-breakpoint
CREATE UNIQUE INDEX `webinars_callback_key_unique` ON `webinars` (`callback_key`);