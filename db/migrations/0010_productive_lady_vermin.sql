ALTER TABLE `chat_rules` ADD `announcement_of` text;--> statement-breakpoint
ALTER TABLE `chat_sanctions` ADD `shown_name` text;