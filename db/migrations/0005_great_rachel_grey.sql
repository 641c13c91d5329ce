CREATE TABLE `chat_aliases` (
	`event_id` text NOT NULL,
	`user_id` text NOT NULL,
	`alias` text NOT NULL,
	`folded` text NOT NULL,
	PRIMARY KEY(`event_id`, `user_id`),
	FOREIGN KEY (`event_id`) REFERENCES `events`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `chat_aliases_once` ON `chat_aliases` (`event_id`,`folded`);--> statement-breakpoint
CREATE TABLE `chat_moderators` (
	`event_id` text NOT NULL,
	`user_id` text NOT NULL,
	PRIMARY KEY(`event_id`, `user_id`),
	FOREIGN KEY (`event_id`) REFERENCES `events`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `chat_rules` (
	`event_id` text PRIMARY KEY NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`paused` integer DEFAULT false NOT NULL,
	`slow_mode_seconds` integer DEFAULT 0 NOT NULL,
	`hold_for_review` integer DEFAULT false NOT NULL,
	`blocked_words` text DEFAULT '[]' NOT NULL,
	`links` text DEFAULT 'allow' NOT NULL,
	`allow_aliases` integer DEFAULT false NOT NULL,
	`announcement` text,
	`announced_at` integer,
	`keep_days` integer,
	FOREIGN KEY (`event_id`) REFERENCES `events`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `chat_sanctions` (
	`event_id` text NOT NULL,
	`user_id` text NOT NULL,
	`kind` text NOT NULL,
	`until_at` integer,
	`by_id` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`event_id`, `user_id`),
	FOREIGN KEY (`event_id`) REFERENCES `events`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`by_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `meeting_hooks` (
	`webinar_id` text PRIMARY KEY NOT NULL,
	`key` text NOT NULL,
	`hook_id` text,
	`meeting_created_at` integer,
	`missing` integer DEFAULT false NOT NULL,
	`checked_at` integer,
	`delivered_at` integer,
	FOREIGN KEY (`webinar_id`) REFERENCES `webinars`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `meeting_hooks_key_unique` ON `meeting_hooks` (`key`);--> statement-breakpoint
CREATE TABLE `pulse_votes` (
	`event_id` text NOT NULL,
	`voter_key` text NOT NULL,
	`value` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`event_id`, `voter_key`),
	FOREIGN KEY (`event_id`) REFERENCES `events`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `pulse_votes_by_time` ON `pulse_votes` (`at`);--> statement-breakpoint
CREATE TABLE `question_votes` (
	`question_id` text NOT NULL,
	`user_id` text NOT NULL,
	PRIMARY KEY(`question_id`, `user_id`),
	FOREIGN KEY (`question_id`) REFERENCES `questions`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `question_votes_by_user` ON `question_votes` (`user_id`);--> statement-breakpoint
CREATE TABLE `questions` (
	`id` text PRIMARY KEY NOT NULL,
	`event_id` text NOT NULL,
	`client_id` text NOT NULL,
	`author_id` text,
	`author_name` text NOT NULL,
	`under_alias` integer DEFAULT false NOT NULL,
	`text` text NOT NULL,
	`state` text DEFAULT 'open' NOT NULL,
	`answer` text,
	`answered_at` integer,
	`answered_by_name` text,
	`votes` integer DEFAULT 0 NOT NULL,
	`rev` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`event_id`) REFERENCES `events`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`author_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `questions_by_rev` ON `questions` (`event_id`,`rev`);--> statement-breakpoint
CREATE UNIQUE INDEX `questions_once` ON `questions` (`event_id`,`author_id`,`client_id`);--> statement-breakpoint
CREATE INDEX `questions_by_author` ON `questions` (`author_id`);--> statement-breakpoint
CREATE TABLE `__new_chat_messages` (
	`id` text PRIMARY KEY NOT NULL,
	`event_id` text NOT NULL,
	`seq` integer,
	`rev` integer DEFAULT 0 NOT NULL,
	`client_id` text NOT NULL,
	`author_id` text,
	`author_name` text NOT NULL,
	`under_alias` integer DEFAULT false NOT NULL,
	`origin` text NOT NULL,
	`source_id` text,
	`text` text NOT NULL,
	`state` text DEFAULT 'shown' NOT NULL,
	`held_because` text,
	`delivery` text NOT NULL,
	`delivered_pieces` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`event_id`) REFERENCES `events`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`author_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
INSERT INTO `__new_chat_messages`("id", "event_id", "seq", "client_id", "author_id", "author_name", "origin", "text", "delivery", "delivered_pieces", "created_at") SELECT "id", "event_id", "seq", "client_id", "author_id", "author_name", "origin", "text", "delivery", "delivered_pieces", "created_at" FROM `chat_messages`;--> statement-breakpoint
DROP TABLE `chat_messages`;--> statement-breakpoint
ALTER TABLE `__new_chat_messages` RENAME TO `chat_messages`;--> statement-breakpoint
CREATE UNIQUE INDEX `chat_messages_by_seq` ON `chat_messages` (`event_id`,`seq`);--> statement-breakpoint
CREATE UNIQUE INDEX `chat_messages_once` ON `chat_messages` (`event_id`,`author_id`,`client_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `chat_messages_by_source` ON `chat_messages` (`event_id`,`source_id`);--> statement-breakpoint
CREATE INDEX `chat_messages_by_rev` ON `chat_messages` (`event_id`,`rev`);--> statement-breakpoint
CREATE INDEX `chat_messages_by_state` ON `chat_messages` (`event_id`,`state`);--> statement-breakpoint
CREATE INDEX `chat_messages_by_author` ON `chat_messages` (`author_id`);--> statement-breakpoint
ALTER TABLE `events` ADD `chat_rev` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `events` ADD `question_rev` integer DEFAULT 0 NOT NULL;