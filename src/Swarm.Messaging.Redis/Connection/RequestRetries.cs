using StackExchange.Redis;
using StackExchange.Redis.Availability;

namespace Swarm.Messaging.Redis.Connection;

/// <summary>
/// A request whose connection breaks is tried again when that cannot do anything twice: one that reads, one that leaves the same however often it is
/// done, and whatever was never sent. A script that was sent is not: whether it took effect is its caller's to find out. What has waited for a
/// connection, or an answer, for its whole time is not tried again either, so that its caller hears of it in time.
/// </summary>
internal sealed class RequestRetries(RedisStoreOptions options) : RetryPolicy(new Builder
{
    MaxAttempts = options.RequestRetries + 1, RetryDelay = options.ReconnectStep, JitterMax = options.ReconnectStep,
})
{
    public override RetryResult CanRetry(in FaultContext fault) =>
        fault.Fault is TimeoutException or RedisConnectionException { CommandStatus: CommandStatus.WaitingInBacklog } ? RetryResult.None : base.CanRetry(in fault);
}
