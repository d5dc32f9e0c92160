/* Macro arguments that are no expressions. */
// functions: 4
int types(struct list_head *list, struct rb_node *node)
{
	struct item *item = list_first_entry(list, struct item, link); // mask: type-argument struct item
	u32 low = min_t(unsigned int, item->low, 5); // mask: type-argument unsigned int
	struct item *made = kmalloc_obj(struct item, GFP_ATOMIC); // mask: type-argument struct item

	item = rb_entry(node, struct item, rb); // mask: type-argument struct item
	low += offsetof(struct item, parts[3].size); // mask: type-argument parts[3].size
	take(va_arg(args, item_t *), made); // mask: type-argument item_t *
	return low + sizeof(struct item) + __alignof__(*item);
}

void statements(struct counter *count)
{
	retry_loop(
		new.count++;
	,
		return;
	);
	check_op(count, <=, 3); // mask: statement-argument <=
	config_op(.width = 3, .depth = 4);
}

void words(struct device *dev)
{
	printk(KERN_INFO "one" "two %d\n", 1);
	printk("at " __stringify(LINE) ": %llx " PRI_X "\n", 2ull); // mask: blanked-call __stringify
	version_is(dev, 220A); // mask: statement-argument 220A
}

int ranges(int code)
{
	static const int names[] = { [0 ... 3] = 1, [4] = 2 };

	switch (code) {
	case 0 ... 3: // mask: case-range
		return names[code];
	case 'a' ... 'z': // mask: case-range
	default:
		return 0;
	}
}
