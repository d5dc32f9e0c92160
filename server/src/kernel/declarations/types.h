/* Basic types, constants and operators that every kernel file sees. Declarations of our own: names and shapes only. */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef signed char s8;
typedef short s16;
typedef int s32;
typedef long long s64;
typedef unsigned char __u8;
typedef unsigned short __u16;
typedef unsigned int __u32;
typedef unsigned long long __u64;
typedef int __s32;
typedef long long __s64;
typedef unsigned char uint8_t;
typedef unsigned short uint16_t;
typedef unsigned int uint32_t;
typedef unsigned long long uint64_t;
typedef int int32_t;
typedef long long int64_t;
typedef u16 __le16;
typedef u16 __be16;
typedef u32 __le32;
typedef u32 __be32;
typedef u64 __le64;
typedef u64 __be64;
typedef unsigned int uint;
typedef unsigned long ulong;
typedef unsigned long size_t;
typedef long ssize_t;
typedef long ptrdiff_t;
typedef unsigned long uintptr_t;
typedef long long loff_t;
typedef int pid_t;
typedef unsigned int umode_t;
typedef unsigned int dev_t;
typedef unsigned int gfp_t;
typedef unsigned int slab_flags_t;
typedef unsigned int fmode_t;
typedef u64 dma_addr_t;
typedef u64 phys_addr_t;
typedef phys_addr_t resource_size_t;
typedef u64 sector_t;
typedef s64 ktime_t;
typedef s64 time64_t;
typedef unsigned long pgoff_t;
typedef unsigned long pteval_t;
typedef _Bool bool;
typedef unsigned int depot_stack_handle_t;
typedef struct { int counter; } atomic_t;
typedef struct { s64 counter; } atomic64_t;
typedef atomic64_t atomic_long_t;
typedef struct refcount_struct { atomic_t refs; } refcount_t;
struct kref { refcount_t refcount; };
typedef struct { unsigned long bits[1]; } nodemask_t;
typedef struct cpumask { unsigned long bits[128]; } cpumask_t;
typedef struct cpumask *cpumask_var_t;
typedef struct { unsigned long pgprot; } pgprot_t;
struct lock_class_key { int dummy; };
struct lockdep_map { const char *name; };

#define NULL ((void *)0)
#define true 1
#define false 0
#define PAGE_SHIFT 12
#define PAGE_SIZE 4096UL
#define PAGE_MASK (~4095UL)
#define HZ 250
#define NUMA_NO_NODE (-1)
#define MAX_NUMNODES 1024
#define NR_CPUS 8192
#define U32_MAX 0xffffffffu
#define INT_MAX 2147483647
#define UINT_MAX 0xffffffffu
#define ULONG_MAX 0xffffffffffffffffUL
#define EPERM 1
#define ENOENT 2
#define EINTR 4
#define EIO 5
#define EAGAIN 11
#define ENOMEM 12
#define EACCES 13
#define EFAULT 14
#define EBUSY 16
#define EEXIST 17
#define ENODEV 19
#define EINVAL 22
#define ENOSPC 28
#define EDEADLK 35
#define ENODATA 61
#define ETIMEDOUT 110
#define EWOULDBLOCK 11
#define ERESTARTSYS 512
#define likely(x) (!!(x))
#define unlikely(x) (!!(x))
#define BIT(n) (1UL << (n))
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define min(a, b) ((a) < (b) ? (a) : (b))
#define max(a, b) ((a) > (b) ? (a) : (b))
#define min_t(t, a, b) ((t)(a) < (t)(b) ? (t)(a) : (t)(b))
#define max_t(t, a, b) ((t)(a) > (t)(b) ? (t)(a) : (t)(b))
#define clamp(v, lo, hi) min(max(v, lo), hi)
#define READ_ONCE(x) (x)
#define WRITE_ONCE(x, v) ((x) = (v))
#define data_race(x) (x)
#define BUG_ON(c) do { if (unlikely(c)) BUG(); } while (0)
#define ERR_PTR(e) ((void *)(long)(e))
#define PTR_ERR(p) ((long)(p))
#define MAX_ERRNO 4095
#define DIV_ROUND_UP(n, d) (((n) + (d) - 1) / (d))
#define ALIGN(x, a) (((x) + (a) - 1) & ~((a) - 1))
#define IS_ALIGNED(x, a) (((x) & ((a) - 1)) == 0)
#define barrier() do { } while (0)
#define smp_mb() do { } while (0)
#define smp_rmb() do { } while (0)
#define smp_wmb() do { } while (0)
#define cpu_relax() do { } while (0)
#define smp_load_acquire(p) (*(p))
#define smp_store_release(p, v) (*(p) = (v))
#define typecheck(t, v) 1

extern unsigned long jiffies;
extern unsigned long volatile jiffies_64;
extern struct task_struct *current;
extern int nr_cpu_ids;
extern int nr_node_ids;

static inline bool IS_ERR(const void *ptr)
{
	return (unsigned long)ptr >= (unsigned long)-MAX_ERRNO;
}

static inline bool IS_ERR_OR_NULL(const void *ptr)
{
	return !ptr || IS_ERR(ptr);
}

static inline int atomic_read(const atomic_t *v)
{
	return v->counter;
}

static inline void atomic_set(atomic_t *v, int i)
{
	v->counter = i;
}

static inline void atomic_inc(atomic_t *v)
{
	v->counter++;
}

static inline void atomic_dec(atomic_t *v)
{
	v->counter--;
}

static inline void atomic_add(int i, atomic_t *v)
{
	v->counter += i;
}

static inline void atomic_sub(int i, atomic_t *v)
{
	v->counter -= i;
}

static inline int atomic_inc_return(atomic_t *v)
{
	v->counter++;
	return v->counter;
}

static inline int atomic_dec_return(atomic_t *v)
{
	v->counter--;
	return v->counter;
}

static inline bool atomic_dec_and_test(atomic_t *v)
{
	v->counter--;
	return v->counter == 0;
}

static inline int atomic_cmpxchg(atomic_t *v, int old, int new)
{
	int was = v->counter;

	if (was == old)
		v->counter = new;
	return was;
}

static inline long atomic_long_read(const atomic_long_t *v)
{
	return v->counter;
}

static inline void atomic_long_add(long i, atomic_long_t *v)
{
	v->counter += i;
}

static inline void atomic_long_inc(atomic_long_t *v)
{
	v->counter++;
}

static inline void atomic_long_set(atomic_long_t *v, long i)
{
	v->counter = i;
}

static inline bool refcount_inc_not_zero(refcount_t *r)
{
	if (r->refs.counter == 0)
		return false;
	r->refs.counter++;
	return true;
}

static inline bool refcount_dec_and_test(refcount_t *r)
{
	r->refs.counter--;
	return r->refs.counter == 0;
}

static inline void refcount_set(refcount_t *r, int n)
{
	r->refs.counter = n;
}

static inline void refcount_inc(refcount_t *r)
{
	r->refs.counter++;
}

static inline bool test_bit(long nr, const unsigned long *addr)
{
	return (addr[nr / 64] >> (nr % 64)) & 1;
}

static inline void set_bit(long nr, unsigned long *addr)
{
	addr[nr / 64] |= 1UL << (nr % 64);
}

static inline void clear_bit(long nr, unsigned long *addr)
{
	addr[nr / 64] &= ~(1UL << (nr % 64));
}

static inline bool test_and_set_bit(long nr, unsigned long *addr)
{
	bool was = test_bit(nr, addr);

	set_bit(nr, addr);
	return was;
}

static inline bool test_and_clear_bit(long nr, unsigned long *addr)
{
	bool was = test_bit(nr, addr);

	clear_bit(nr, addr);
	return was;
}

void *memset(void *s, int c, size_t n);
void *memcpy(void *to, const void *from, size_t n);
void *memmove(void *to, const void *from, size_t n);
int memcmp(const void *a, const void *b, size_t n);
size_t strlen(const char *s);
int strcmp(const char *a, const char *b);
int snprintf(char *buf, size_t size, const char *fmt, ...);
int sprintf(char *buf, const char *fmt, ...);
