/* Lock types and their initialisers. What the operations do is in the fact tables; here is only what a type checker needs. */
typedef struct raw_spinlock { unsigned int raw_lock; struct lockdep_map dep_map; } raw_spinlock_t;
typedef struct spinlock { unsigned int rlock; struct lockdep_map dep_map; } spinlock_t;
typedef struct rwlock { unsigned int raw_lock; struct lockdep_map dep_map; } rwlock_t;
typedef struct { struct lockdep_map dep_map; struct task_struct *owner; } local_lock_t;
typedef struct { struct lockdep_map dep_map; struct task_struct *owner; u8 acquired; } local_trylock_t;
struct mutex { atomic_long_t owner; raw_spinlock_t wait_lock; struct list_head wait_list; struct lockdep_map dep_map; };
struct rt_mutex { raw_spinlock_t wait_lock; struct task_struct *owner; struct lockdep_map dep_map; };
struct ww_class { atomic_long_t stamp; };
struct ww_acquire_ctx { struct task_struct *task; unsigned long stamp; };
struct ww_mutex { struct mutex base; struct ww_acquire_ctx *ctx; };
struct rw_semaphore { atomic_long_t count; atomic_long_t owner; raw_spinlock_t wait_lock; struct list_head wait_list; struct lockdep_map dep_map; };
struct percpu_rw_semaphore { unsigned int *read_count; int block; struct lockdep_map dep_map; };
struct semaphore { raw_spinlock_t lock; unsigned int count; struct list_head wait_list; };
typedef struct seqcount { unsigned sequence; struct lockdep_map dep_map; } seqcount_t;
typedef struct seqcount_raw_spinlock { seqcount_t seqcount; raw_spinlock_t *lock; } seqcount_raw_spinlock_t;
typedef struct seqcount_spinlock { seqcount_t seqcount; spinlock_t *lock; } seqcount_spinlock_t;
typedef struct seqcount_rwlock { seqcount_t seqcount; rwlock_t *lock; } seqcount_rwlock_t;
typedef struct seqcount_mutex { seqcount_t seqcount; struct mutex *lock; } seqcount_mutex_t;
typedef struct { seqcount_t seqcount; } seqcount_latch_t;
typedef struct { seqcount_spinlock_t seqcount; spinlock_t lock; } seqlock_t;
struct srcu_struct { unsigned int srcu_idx; struct lockdep_map dep_map; };
struct rcu_head { struct rcu_head *next; void (*func)(struct rcu_head *head); };
typedef void (*rcu_callback_t)(struct rcu_head *head);

extern struct mutex rtnl_mutex;
extern struct percpu_rw_semaphore cpu_hotplug_lock;
extern struct percpu_rw_semaphore mem_hotplug_lock;

#define SINGLE_DEPTH_NESTING 1
#define __RAW_SPIN_LOCK_UNLOCKED(name) { 0 }
#define __SPIN_LOCK_UNLOCKED(name) { 0 }
#define __RW_LOCK_UNLOCKED(name) { 0 }
#define __MUTEX_INITIALIZER(name) { { 0 } }
#define __RWSEM_INITIALIZER(name) { { 0 } }
#define INIT_LOCAL_LOCK(name) { { 0 } }
#define SEQCNT_ZERO(name) { 0 }
#define SEQCNT_RAW_SPINLOCK_ZERO(name, l) { { 0 }, l }
#define SEQCNT_SPINLOCK_ZERO(name, l) { { 0 }, l }
#define SEQCNT_RWLOCK_ZERO(name, l) { { 0 }, l }
#define SEQCNT_MUTEX_ZERO(name, l) { { 0 }, l }
#define __SEQLOCK_UNLOCKED(name) { { { 0 } } }
#define rcu_dereference(p) (p)
#define rcu_dereference_check(p, c) (p)
#define rcu_dereference_protected(p, c) (p)
#define rcu_dereference_raw(p) (p)
#define rcu_access_pointer(p) (p)
#define rcu_assign_pointer(p, v) ((p) = (v))
#define RCU_INIT_POINTER(p, v) ((p) = (v))
#define srcu_dereference(p, s) (p)
#define lockdep_is_held(l) 1

int spin_is_locked(spinlock_t *lock);
int raw_spin_is_locked(raw_spinlock_t *lock);
bool mutex_is_locked(struct mutex *lock);
int rwsem_is_locked(struct rw_semaphore *sem);
int spin_is_contended(spinlock_t *lock);
int init_srcu_struct(struct srcu_struct *ssp);
int rcu_read_lock_held(void);
bool irqs_disabled(void);
bool in_atomic(void);
bool in_task(void);
bool in_interrupt(void);
bool in_hardirq(void);
bool in_irq(void);
bool in_softirq(void);
bool in_serving_softirq(void);
bool in_nmi(void);
bool preemptible(void);
int preempt_count(void);
int smp_processor_id(void);
int raw_smp_processor_id(void);
int numa_node_id(void);
int numa_mem_id(void);
int cpu_to_node(int cpu);
