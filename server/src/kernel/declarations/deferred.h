/* Timers, work, interrupts, wait queues, threads: the types callbacks are registered with. */
typedef struct wait_queue_head { spinlock_t lock; struct list_head head; } wait_queue_head_t;
typedef struct wait_queue_entry { unsigned int flags; void *private; int (*func)(struct wait_queue_entry *wq, unsigned mode, int flags, void *key); struct list_head entry; } wait_queue_entry_t;
struct swait_queue_head { raw_spinlock_t lock; struct list_head task_list; };
struct completion { unsigned int done; struct swait_queue_head wait; };
struct timer_list { struct hlist_node entry; unsigned long expires; void (*function)(struct timer_list *timer); u32 flags; };
enum hrtimer_restart { HRTIMER_NORESTART, HRTIMER_RESTART };
enum hrtimer_mode {
	HRTIMER_MODE_ABS = 0x00, HRTIMER_MODE_REL = 0x01, HRTIMER_MODE_PINNED = 0x02, HRTIMER_MODE_SOFT = 0x04, HRTIMER_MODE_HARD = 0x08,
	HRTIMER_MODE_ABS_PINNED = 0x02, HRTIMER_MODE_REL_PINNED = 0x03, HRTIMER_MODE_ABS_SOFT = 0x04, HRTIMER_MODE_REL_SOFT = 0x05,
	HRTIMER_MODE_ABS_PINNED_SOFT = 0x06, HRTIMER_MODE_REL_PINNED_SOFT = 0x07, HRTIMER_MODE_ABS_HARD = 0x08, HRTIMER_MODE_REL_HARD = 0x09,
	HRTIMER_MODE_ABS_PINNED_HARD = 0x0a, HRTIMER_MODE_REL_PINNED_HARD = 0x0b
};
struct hrtimer { ktime_t expires; enum hrtimer_restart (*function)(struct hrtimer *timer); u8 is_rel; u8 is_soft; u8 is_hard; };
struct work_struct { atomic_long_t data; struct list_head entry; void (*func)(struct work_struct *work); };
typedef void (*work_func_t)(struct work_struct *work);
struct workqueue_struct { struct list_head list; };
struct delayed_work { struct work_struct work; struct timer_list timer; struct workqueue_struct *wq; int cpu; };
struct rcu_work { struct work_struct work; struct rcu_head rcu; struct workqueue_struct *wq; };
struct kthread_worker { unsigned int flags; raw_spinlock_t lock; struct list_head work_list; struct task_struct *task; };
struct kthread_work { struct list_head node; void (*func)(struct kthread_work *work); struct kthread_worker *worker; };
struct irq_work { struct llist_node node; atomic_t flags; void (*func)(struct irq_work *work); };
struct tasklet_struct { struct tasklet_struct *next; unsigned long state; atomic_t count; bool use_callback; void (*callback)(struct tasklet_struct *t); unsigned long data; };
struct softirq_action { void (*action)(struct softirq_action *action); };
enum irqreturn { IRQ_NONE = 0, IRQ_HANDLED = 1, IRQ_WAKE_THREAD = 2 };
typedef enum irqreturn irqreturn_t;
typedef irqreturn_t (*irq_handler_t)(int irq, void *cookie);
struct irqaction { irq_handler_t handler; void *dev_id; irq_handler_t thread_fn; unsigned int irq; unsigned int flags; const char *name; };
struct task_struct {
	unsigned int __state; int prio; unsigned int flags; int pid; char comm[16]; spinlock_t alloc_lock; raw_spinlock_t pi_lock;
	struct mm_struct *mm; struct reclaim_state *reclaim_state; unsigned int policy; unsigned long softirq_disable_cnt;
};

#define IRQF_SHARED 0x80
#define IRQF_TIMER 0x14200
#define IRQF_PERCPU 0x400
#define IRQF_NOBALANCING 0x800
#define IRQF_ONESHOT 0x2000
#define IRQF_NO_SUSPEND 0x4000
#define IRQF_NO_THREAD 0x10000
#define IRQF_TRIGGER_RISING 0x1
#define IRQF_TRIGGER_FALLING 0x2
#define TIMER_DEFERRABLE 0x80000
#define TIMER_PINNED 0x100000
#define TIMER_IRQSAFE 0x200000
#define CLOCK_REALTIME 0
#define CLOCK_MONOTONIC 1
#define TASK_RUNNING 0
#define TASK_INTERRUPTIBLE 1
#define TASK_UNINTERRUPTIBLE 2
#define TASK_KILLABLE 0x102
#define MAX_SCHEDULE_TIMEOUT 0x7fffffffffffffffL
#define PF_MEMALLOC 0x800
#define PF_MEMALLOC_NOFS 0x40000
#define PF_MEMALLOC_NOIO 0x80000
#define PF_KTHREAD 0x200000
#define WQ_UNBOUND 2
#define WQ_MEM_RECLAIM 8
#define WQ_HIGHPRI 16
#define from_timer(var, t, member) container_of(t, typeof(*var), member)
#define from_tasklet(var, t, member) container_of(t, typeof(*var), member)
#define to_delayed_work(w) container_of(w, struct delayed_work, work)
#define time_after(a, b) ((long)((b) - (a)) < 0)
#define time_before(a, b) time_after(b, a)
#define time_after_eq(a, b) ((long)((a) - (b)) >= 0)
#define IRQ_WORK_INIT(f) { .func = f }
#define IRQ_WORK_INIT_LAZY(f) { .func = f }
#define IRQ_WORK_INIT_HARD(f) { .func = f }
#define set_current_state(s) do { current->__state = (s); } while (0)
#define __set_current_state(s) do { current->__state = (s); } while (0)

extern struct workqueue_struct *system_wq;
extern struct workqueue_struct *system_highpri_wq;
extern struct workqueue_struct *system_long_wq;
extern struct workqueue_struct *system_unbound_wq;
extern struct workqueue_struct *system_power_efficient_wq;

unsigned long msecs_to_jiffies(unsigned int m);
unsigned int jiffies_to_msecs(unsigned long j);
ktime_t ms_to_ktime(u64 ms);
ktime_t ns_to_ktime(u64 ns);
ktime_t ktime_get(void);
ktime_t ktime_set(s64 secs, unsigned long nsecs);
int signal_pending(struct task_struct *p);
int fatal_signal_pending(struct task_struct *p);
bool waitqueue_active(struct wait_queue_head *wq);
bool need_resched(void);
bool kthread_should_stop(void);
bool timer_pending(const struct timer_list *timer);
bool work_pending(struct work_struct *work);

/* A busy wait where it is short (include/linux/delay.h 6.12). */
static inline void fsleep(unsigned long usecs)
{
	if (usecs > 10)
		usleep_range(usecs, usecs * 2);
	else
		udelay(usecs);
}
