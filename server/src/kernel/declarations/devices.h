/* Objects drivers hold: devices, networks, files. Reduced to what rules and simulations speak of. */
struct kobject { const char *name; struct list_head entry; struct kobject *parent; struct kref kref; };
struct device { struct kobject kobj; struct device *parent; struct mutex mutex; void *driver_data; void *platform_data; };
struct module { int state; const char *name; };
struct kmem_cache { unsigned int size; unsigned int object_size; const char *name; int refcount; void (*ctor)(void *object); };
typedef struct mempool_s { spinlock_t lock; int min_nr; int curr_nr; void **elements; wait_queue_head_t wait; } mempool_t;
struct dma_pool { struct list_head page_list; spinlock_t lock; struct device *dev; };
struct sk_buff { struct sk_buff *next; struct sk_buff *prev; struct sock *sk; unsigned int len; unsigned char *data; };
struct sk_buff_head { struct sk_buff *next; struct sk_buff *prev; u32 qlen; spinlock_t lock; };
typedef struct { spinlock_t slock; int owned; wait_queue_head_t wq; } socket_lock_t;
struct sock { socket_lock_t sk_lock; refcount_t sk_refcnt; unsigned int sk_allocation; struct sk_buff_head sk_receive_queue; struct sk_buff_head sk_write_queue; };
struct net_device { char name[16]; unsigned int mtu; spinlock_t addr_list_lock; unsigned long state; void *priv; };
struct napi_struct { struct list_head poll_list; unsigned long state; int weight; int (*poll)(struct napi_struct *napi, int budget); };
struct inode { umode_t i_mode; spinlock_t i_lock; struct rw_semaphore i_rwsem; atomic_t i_count; struct address_space *i_mapping; unsigned long i_state; loff_t i_size; };
struct dentry { seqcount_spinlock_t d_seq; struct dentry *d_parent; struct inode *d_inode; };
struct xarray { spinlock_t xa_lock; gfp_t xa_flags; void *xa_head; };
struct address_space { struct inode *host; struct xarray i_pages; struct rw_semaphore invalidate_lock; struct rw_semaphore i_mmap_rwsem; gfp_t gfp_mask; unsigned long nrpages; };
struct file { struct dentry *f_dentry; struct inode *f_inode; const struct file_operations *f_op; void *private_data; loff_t f_pos; unsigned int f_flags; };
struct idr { struct xarray idr_rt; unsigned int idr_base; unsigned int idr_next; };
struct ida { struct xarray xa; };
struct bio { struct bio *bi_next; unsigned int bi_opf; void (*bi_end_io)(struct bio *bio); void *bi_private; };
struct notifier_block { int (*notifier_call)(struct notifier_block *nb, unsigned long action, void *data); struct notifier_block *next; int priority; };
struct seq_file { char *buf; size_t size; size_t count; void *private; };
struct platform_device { const char *name; int id; struct device dev; };

#define SLAB_HWCACHE_ALIGN 0x2000
#define SLAB_PANIC 0x40000
#define SLAB_ACCOUNT 0x4000000
#define DEFINE_XARRAY(name) struct xarray name
#define xa_lock_irqsave(xa, flags) spin_lock_irqsave(&(xa)->xa_lock, flags)
#define xa_unlock_irqrestore(xa, flags) spin_unlock_irqrestore(&(xa)->xa_lock, flags)
#define xa_lock(xa) spin_lock(&(xa)->xa_lock)
#define xa_unlock(xa) spin_unlock(&(xa)->xa_lock)
#define xa_lock_irq(xa) spin_lock_irq(&(xa)->xa_lock)
#define xa_unlock_irq(xa) spin_unlock_irq(&(xa)->xa_lock)

void *dev_get_drvdata(const struct device *dev);
void dev_set_drvdata(struct device *dev, void *data);
void *netdev_priv(const struct net_device *dev);
void *xa_load(struct xarray *xa, unsigned long index);
void *idr_find(const struct idr *idr, unsigned long id);
u32 readl(const void *addr);
void writel(u32 value, void *addr);
u8 readb(const void *addr);
void writeb(u8 value, void *addr);
u32 ioread32(const void *addr);
void iowrite32(u32 value, void *addr);
