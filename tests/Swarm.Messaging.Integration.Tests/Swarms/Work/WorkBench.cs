using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Swarms.Leadership;
using Swarm.Messaging.Redis.Swarms.Work;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Work;

namespace Swarm.Messaging.Integration.Tests.Swarms.Work;

/// <summary>Tasks of swarms of one installation.</summary>
internal sealed class WorkBench(StoreRedis redis) : LeadershipBench(redis)
{
    public WorkOptions WorkSettings { get; } = new();

    public RedisSwarmWork Work => field ??= new(
        Installation.Redis, Installation.Keys, Installation.Clock, Microsoft.Extensions.Options.Options.Create(WorkSettings), Microsoft.Extensions.Options.Options.Create(Options));

    public WorkIntake Intake => field ??= new(
        Work, new SwarmTaskReader(new SwarmTaskPolicy(), Microsoft.Extensions.Options.Options.Create(WorkSettings)), NullLogger<WorkIntake>.Instance);

    public static SwarmTaskOrder Task(string id, string strategy = WorkStrategies.LeastLoaded, string priority = "normal", int rank = 10, params string[] needs) =>
        new(id, "build", null, priority, rank, needs, null, strategy, null, null, null);

    public async Task<WorkQueued.Queued> QueuedAsync(SwarmTaskOrder order) => (await Work.QueueAsync(order, default)).ShouldBeOfType<WorkQueued.Queued>();

    /// <summary>One task through backlog and choice.</summary>
    public async Task<string> GivenToAsync(LeaderTerm term, SwarmTaskOrder order)
    {
        await QueuedAsync(order);
        (await Work.AssignAsync(term, 10, default)).ShouldNotBeNull().Assigned.ShouldContain(order.TaskId);
        return (await FindAsync(order.TaskId)).SwarmId.ShouldNotBeNull();
    }

    public async Task<SwarmTaskRecord> FindAsync(string id) => (await Work.FindAsync(id, default)).ShouldNotBeNull();
}
