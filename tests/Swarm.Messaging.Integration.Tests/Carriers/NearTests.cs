using System.Collections.Concurrent;
using MassTransit;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Faults;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Carriers;

/// <summary>What stays within a host goes from hand to hand; what it cannot commit itself, the queue takes.</summary>
public sealed class NearTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private const int Count = 50;

    [Fact]
    public async Task What_a_host_does_itself_needs_no_bus()
    {
        await using var world = await SpineWorld.StartAsync(redis.Port);

        (await SentAsync(world)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Reports_that_a_host_cannot_commit_are_taken_by_the_queue()
    {
        await using var world = await SpineWorld.StartAsync(redis.Port, configure: ByTheBus.Reports);

        (await SentAsync(world)).Distinct().ShouldHaveSingleItem().ShouldBe(nameof(TaskReports));
    }

    [Fact]
    public async Task Attempts_go_by_the_bus_to_targets_that_are_elsewhere()
    {
        await using var world = await SpineWorld.StartAsync(redis.Port);
        ByTheBus.Attempts(world);

        (await SentAsync(world)).Distinct().ShouldHaveSingleItem().ShouldBe(nameof(ExecuteTasks));
    }

    /// <returns>What went by the bus while the host did its tasks, each of them once.</returns>
    private static async Task<IReadOnlyCollection<string>> SentAsync(SpineWorld world)
    {
        var sent = new Sent();
        using var observer = world.Host.Get<IBus>().ConnectSendObserver(sent);
        await world.Host.Commands.SubmitAsync([.. Enumerable.Range(0, Count).Select(i => new Submission(CrashWorld.Task($"t{i}")))], CancellationToken.None);
        for (var i = 0; i < Count; i++)
            (await world.Host.WaitForAsync($"t{i}", TaskStates.Completed)).Attempts.ShouldHaveSingleItem();
        world.Ledger.Executions.Count.ShouldBe(Count);
        await world.NothingIsHeldAsync();
        return sent.Messages;
    }

    private sealed class Sent : ISendObserver
    {
        public ConcurrentQueue<string> Messages { get; } = [];

        public Task PreSend<T>(SendContext<T> context)
            where T : class
        {
            if (context.Message is ExecuteTasks or TaskReports)
                Messages.Enqueue(typeof(T).Name);
            return Task.CompletedTask;
        }

        public Task PostSend<T>(SendContext<T> context)
            where T : class => Task.CompletedTask;

        public Task SendFault<T>(SendContext<T> context, Exception exception)
            where T : class => Task.CompletedTask;
    }
}
