using MassTransit;
using StackExchange.Redis;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Http;

[Collection(HttpCollection.Name)]
public sealed class BadReportTests(HttpHost host)
{
    [Fact]
    public async Task One_bad_report_among_many_is_set_aside_and_holds_up_nobody()
    {
        foreach (var id in new[] { "r-bad", "r-good" })
            await host.Api.PostAsync("/api/tasks", $$"""{"taskId":"{{id}}","kind":"basic","operation":"sleep","payload":{"ms":600000} }""");
        var queries = host.Get<TaskQueries>();
        var (bad, good) = ((await queries.LoadAsync("r-bad", default))!, (await queries.LoadAsync("r-good", default))!);
        var (badToken, goodToken) = (bad.Lease!.Token, good.Lease!.Token);
        await host.Get<IConnectionMultiplexer>().GetDatabase().HashSetAsync(
            host.Get<RedisKeys>().Saga(new SagaKey("task", "r-bad")), "d", "{ damaged");

        var queue = await host.Get<IBus>().GetSendEndpoint(new Uri($"queue:{host.Get<BusNames>().TaskReports}"));
        await queue.Send(new TaskReports
        {
            Reports =
            [
                new TaskReport { TaskId = "r-bad", LeaseToken = badToken, Attempt = 1, Kind = ReportKinds.Succeeded },
                new TaskReport { TaskId = "r-good", LeaseToken = goodToken, Attempt = 1, Kind = ReportKinds.Succeeded },
            ],
        });

        (await host.Api.GetAsync("/api/tasks/r-good?wait=60"))["state"].ShouldBe("Completed");
        await Eventually.HoldsAsync(
            async () => (await host.Api.GetAsync("/api/rejected?limit=1000")).Json.GetProperty("inputs").EnumerateArray().Any(i =>
                i.GetProperty("code").GetString() == "failed_item" && i.GetProperty("message").GetString()!.Contains("r-bad", StringComparison.Ordinal)),
            "the bad report is among the rejected");
    }
}
