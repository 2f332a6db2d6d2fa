using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;

namespace Swarm.Messaging.Integration.Tests.Workflows.Runner;

/// <summary>Workers that come with what waits and go when there is nothing, by the host's own checks.</summary>
public sealed class RunnerScalingTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task Workers_come_up_to_the_most_while_nodes_wait_and_leave_down_to_the_least_when_they_rest()
    {
        await using var server = await SlowServer.StartAsync();
        await using var host = await RunnerHost.StartAsync(redis.Port, o =>
        {
            (o.EnableAutoScaling, o.MinWorkers, o.MaxWorkers, o.TasksPerWorker, o.ScaleUpDepth) = (true, 1, 3, 1, 1);
            (o.CheckInterval, o.IdleAfter) = (TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(1));
        });
        var nodes = string.Join(',', Enumerable.Range(0, 6).Select(n => $$"""{ "id": "n{{n}}", "type": "http_request", "configuration": { "url": "{{server.Url}}/wait/n{{n}}" } }"""));
        var run = await host.SubmitAsync(WorkflowHost.Parse($$"""{ "workflowId": "w", "nodes": [ {{nodes}} ] }"""));

        await Eventually.HoldsAsync(() => server.Arrived.Count == 3, "three workers have a node each", TimeSpan.FromSeconds(60));
        server.Open();

        (await host.EndAsync(run.ExecutionId)).State.ShouldBe(WorkflowStates.Completed);
        server.MostAtATime.ShouldBe(3, "never more than the most workers have room for");
        await Eventually.HoldsAsync(async () => host.Pool().Slots == 1 && await host.SlotsAsync() == 1, "the least is left, and placement knows it", TimeSpan.FromSeconds(60));
    }
}
