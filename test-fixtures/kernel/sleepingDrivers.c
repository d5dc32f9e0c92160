/* A call of each row of tables/sleepingDrivers.ts; beside it what the call does. Kernel 6.12 unless a version stands in brackets. */
void sleepingDrivers_rows(void)
{
	__fput(); // might sleep
	cdev_add(); // might sleep
	cdev_device_add(); // might sleep
	class_create(); // might sleep
	class_destroy(); // might sleep
	class_register(); // might sleep
	class_unregister(); // might sleep
	clk_disable_unprepare(a); // might sleep when @0
	clk_prepare(a); // might sleep when @0
	clk_prepare_enable(a); // might sleep when @0
	clk_set_parent(a); // might sleep when @0
	clk_set_rate(a); // might sleep when @0
	clk_unprepare(a); // might sleep when @0
	debugfs_create_dir(); // might sleep
	debugfs_create_file(); // might sleep
	device_add(); // might sleep
	device_create(); // might sleep
	device_del(); // might sleep
	device_destroy(); // might sleep
	device_register(); // might sleep
	device_unregister(); // might sleep
	dmaengine_synchronize(); // might sleep
	dput(a); // might sleep when @0
	driver_register(); // might sleep
	driver_unregister(); // might sleep
	filp_open(); // might sleep
	firmware_request_nowarn(); // might sleep
	gpiod_get_raw_value_cansleep(); // might sleep
	gpiod_get_value_cansleep(); // might sleep
	gpiod_set_raw_value_cansleep(); // might sleep
	gpiod_set_value_cansleep(); // might sleep
	i2c_master_recv(); // might sleep
	i2c_master_send(); // might sleep
	i2c_smbus_read_byte(); // might sleep
	i2c_smbus_read_byte_data(); // might sleep
	i2c_smbus_read_i2c_block_data(); // might sleep
	i2c_smbus_read_word_data(); // might sleep
	i2c_smbus_write_byte(); // might sleep
	i2c_smbus_write_byte_data(); // might sleep
	i2c_smbus_write_i2c_block_data(); // might sleep
	i2c_smbus_write_word_data(); // might sleep
	i2c_smbus_xfer(); // might sleep
	i2c_transfer(); // might sleep
	kernel_read(); // might sleep
	kernel_write(); // might sleep
	kobject_create_and_add(); // might sleep
	kobject_uevent(); // might sleep
	kobject_uevent_env(); // might sleep
	mdiobus_read(); // might sleep
	mdiobus_write(); // might sleep
	misc_deregister(); // might sleep
	misc_register(); // might sleep
	mnt_want_write(); // might sleep
	mnt_want_write_file(); // might sleep
	phy_read(); // might sleep
	phy_write(); // might sleep
	platform_device_register(); // might sleep
	platform_device_unregister(); // might sleep
	platform_driver_unregister(); // might sleep
	proc_create(); // might sleep
	proc_create_data(); // might sleep
	proc_create_seq_private(); // might sleep
	proc_create_single_data(); // might sleep
	proc_mkdir(); // might sleep
	pwm_apply_might_sleep(); // might sleep
	regulator_disable(); // might sleep
	regulator_enable(); // might sleep
	regulator_get(); // might sleep
	regulator_set_voltage(); // might sleep
	remove_proc_entry(); // might sleep
	request_firmware(); // might sleep
	request_firmware_direct(); // might sleep
	request_firmware_into_buf(); // might sleep
	request_mem_region(); // might sleep
	request_region(); // might sleep
	spi_read(); // might sleep
	spi_sync(); // might sleep
	spi_sync_transfer(); // might sleep
	spi_w8r8(); // might sleep
	spi_write(); // might sleep
	spi_write_then_read(); // might sleep
	sync_filesystem(); // might sleep
	sysfs_create_bin_file(); // might sleep
	sysfs_create_file(); // might sleep
	sysfs_create_files(); // might sleep
	sysfs_create_group(); // might sleep
	sysfs_create_groups(); // might sleep
	sysfs_create_link(); // might sleep
	sysfs_remove_file(); // might sleep
	sysfs_remove_group(); // might sleep
	usb_bulk_msg(); // might sleep
	usb_control_msg(); // might sleep
	usb_interrupt_msg(); // might sleep
	usb_kill_urb(); // might sleep
	usb_poison_urb(); // might sleep
	vfs_fsync(); // might sleep
	vfs_fsync_range(); // might sleep
}
