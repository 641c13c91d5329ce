ALTER TABLE `livestreams` ADD `stop_answered_at` integer;--> statement-breakpoint
ALTER TABLE `livestreams` ADD `browser_came_at` integer;--> statement-breakpoint
ALTER TABLE `webinars` ADD `meeting_ending_at` integer;