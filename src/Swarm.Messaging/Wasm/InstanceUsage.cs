namespace Swarm.Messaging.Wasm;

/// <param name="AllocatedMb">The most linear memory a task on it was allowed, in MiB.</param>
/// <param name="UsedMb">The most linear memory that a task on it had, in MiB; begins anew when its memory is dropped.</param>
/// <param name="Processor">Time its guests have spent on a processor, all threads together.</param>
internal readonly record struct InstanceUsage(int AllocatedMb, double UsedMb, TimeSpan Processor);
