using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Swarm.Messaging.Cli.Http;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Integration.Tests.Swarms.Work;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Work;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Whoever waited for a swarm's task that was taken back was answered when its first assignment had been cancelled, while another swarm did it.</summary>
public sealed class AWaitForATaskEndedWithItsFirstAssignmentTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task It_ends_when_the_task_does()
    {
        var agents = new HeldAgents();
        await using var world = await SwarmWorld.StartAsync(redis.Server.Port, services: s =>
        {
            s.AddSingleton<ITaskExecutor>(agents);
            s.Configure<LeadershipOptions>(o => o.Poll = TimeSpan.FromMilliseconds(100));
            s.Configure<WorkOptions>(o => o.ReturnGrace = TimeSpan.FromMilliseconds(100));
        });
        foreach (var swarm in new[] { "alpha", "beta" })
        {
            await world.Registry.RegisterAsync(swarm, new SwarmDefinition(), default);
            await world.WaitForAsync(swarm, SwarmStatuses.Active);
        }

        await Eventually.HoldsAsync(async () => await world.Host.Get<ISwarmLeadership>().CurrentAsync(default) is not null, "somebody leads");
        var waits = new TaskWaits(world.Host.Get<ISagaStore>(), world.Host.Get<ITaskAccess>(), TimeProvider.System, new Lifetime());
        await waits.StartAsync(default);
        await world.TellAsync(nameof(DistributeSwarmTask), new { taskId = "t1" });
        await Eventually.HoldsAsync(() => agents.Began.Count == 1, "it has begun");

        var waiting = waits.EndAsync("t1", TimeSpan.FromMinutes(10), default);
        await world.Registry.ChangeStatusAsync("beta", SwarmStatuses.Failed, "broken", default);
        await world.Host.WaitForAsync("t1", TaskStates.Cancelled);
        await Eventually.HoldsAsync(() => agents.Began.Count == 2, "another swarm does it");
        // Whoever asks only now does not end with the first one either.
        var later = waits.EndAsync("t1", TimeSpan.FromMinutes(10), default);
        (waiting.IsCompleted, later.IsCompleted).ShouldBe((false, false));
        agents.Finish.SetResult();
        await Task.WhenAll(waiting, later);

        (await world.Host.Get<ITaskAccess>().GetAsync("t1", false, default))!.State.ShouldBe(TaskStates.Completed);
        await waits.StopAsync(default);
    }

    private sealed class Lifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => default;

        public CancellationToken ApplicationStopping => default;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication()
        {
        }
    }
}
