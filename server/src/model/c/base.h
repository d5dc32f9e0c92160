/*
 * Types, lists and small helpers of the model. Names are the kernel's so that code under review fits; the bodies are ours.
 */
typedef unsigned int gfp_t;
typedef unsigned long size_t;
typedef _Bool bool;
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long u64;
typedef long s64;

#define NULL ((void *)0)
#define true 1
#define false 0
#define PAGE_SHIFT 12
#define PAGE_SIZE 4096UL

typedef struct raw_spinlock { int raw; } raw_spinlock_t;
typedef struct spinlock { int raw; } spinlock_t;
typedef struct { int raw; } local_lock_t;
typedef struct { unsigned int sequence; } seqcount_t;
typedef struct { unsigned int sequence; } seqcount_spinlock_t;
typedef struct { seqcount_spinlock_t seqcount; spinlock_t lock; } seqlock_t;
struct mutex { int owner; };
struct list_head { struct list_head *next; struct list_head *prev; };
typedef struct wait_queue_head { spinlock_t lock; struct list_head head; } wait_queue_head_t;
struct rcu_head { struct rcu_head *next; void (*func)(struct rcu_head *head); };

static inline void INIT_LIST_HEAD(struct list_head *list)
{
	list->next = list;
	list->prev = list;
}

static inline void list_add(struct list_head *entry, struct list_head *head)
{
	struct list_head *after = head->next;

	entry->prev = head;
	entry->next = after;
	after->prev = entry;
	head->next = entry;
}

static inline void list_add_tail(struct list_head *entry, struct list_head *head)
{
	struct list_head *before = head->prev;

	entry->next = head;
	entry->prev = before;
	before->next = entry;
	head->prev = entry;
}

/* Unlinks and leaves NULL behind, so that a second unlinking is a null-deref and not silence. */
static inline void list_del(struct list_head *entry)
{
	struct list_head *before = entry->prev;
	struct list_head *after = entry->next;

	before->next = after;
	after->prev = before;
	entry->next = NULL;
	entry->prev = NULL;
}

static inline bool list_empty(const struct list_head *head)
{
	return head->next == head;
}
