using MassTransit;
using StackExchange.Redis;
using Swarm.Messaging.Alerts;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Execution;
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
        foreach (var id in new[] { "r-bad", "r-good", "r-next" })
            await host.Api.PostAsync("/api/tasks", $$"""{"taskId":"{{id}}","kind":"basic","operation":"sleep","payload":{"ms":600000} }""");
        foreach (var id in new[] { "r-bad", "r-good", "r-next" })
            await RunsAsync(id);
        var queries = host.Get<TaskQueries>();
        var (bad, good) = ((await queries.LoadAsync("r-bad", default))!, (await queries.LoadAsync("r-good", default))!);
        var next = (await queries.LoadAsync("r-next", default))!;
        var (badToken, goodToken) = (bad.Lease!.Token, good.Lease!.Token);
        await host.Get<IConnectionMultiplexer>().GetDatabase().HashSetAsync(
            host.Get<RedisKeys>().Saga(new SagaKey("task", "r-bad")), "d", "{ damaged");
        // By a version of its own, or this host would go on from what it wrote.
        await host.Get<IConnectionMultiplexer>().GetDatabase().HashIncrementAsync(host.Get<RedisKeys>().Saga(new SagaKey("task", "r-bad")), "v");

        var queue = await host.Get<IBus>().GetSendEndpoint(new Uri($"queue:{host.Get<BusNames>().TaskReports}"));
        await queue.Send(new TaskReports
        {
            TargetId = next.Lease!.TargetId,
            Reports =
            [
                new TaskReport { TaskId = "r-bad", LeaseToken = badToken, Attempt = 1, Kind = ReportKinds.Succeeded },
                new TaskReport { TaskId = "r-good", LeaseToken = goodToken, Attempt = 1, Kind = ReportKinds.Succeeded },
            ],
        });

        // Whatever else is wrong with a report, its carrier goes on as well.
        await queue.Send(new TaskReports
        {
            TargetId = next.Lease!.TargetId,
            Reports =
            [
                new TaskReport { TaskId = "r-bad", LeaseToken = badToken, Attempt = 1, Kind = ReportKinds.Progressed },
                new TaskReport { TaskId = "no such:id", LeaseToken = badToken, Attempt = 1, Kind = ReportKinds.Succeeded },
                new TaskReport { TaskId = "r-kind", LeaseToken = "r-kind#0.1@1", Attempt = 1, Kind = "melted" },
                null!,
                new TaskReport { TaskId = "r-next", LeaseToken = next.Lease.Token, Attempt = 1, Kind = ReportKinds.Succeeded },
            ],
        });

        (await host.Api.GetAsync("/api/tasks/r-good?wait=60"))["state"].ShouldBe("Completed");
        (await host.Api.GetAsync("/api/tasks/r-next?wait=60"))["state"].ShouldBe("Completed");
        await Eventually.HoldsAsync(
            async () => (await RejectedAsync()).Count(m => m.Contains("'melted'") || m.Contains("'no such:id'") || m.Contains("It is null.")) == 3,
            "malformed reports are among the rejected, each with its reason");
        await Eventually.HoldsAsync(
            async () => (await host.Api.GetAsync("/api/rejected?limit=1000")).Json.GetProperty("inputs").EnumerateArray().Any(i =>
                i.GetProperty("code").GetString() == "failed_item" && i.GetProperty("message").GetString()!.Contains("r-bad", StringComparison.Ordinal)),
            "the bad report is among the rejected");
        await host.Get<TaskAlerts>().RunOnceAsync(default);
        (await host.Get<IAlertStore>().ListActiveAsync(default)).ShouldContain(a => a.Name == AlertNames.FailedItems && a.Subject == host.Get<HostIdentity>().HostId);
    }

    [Fact]
    public async Task A_report_for_a_task_of_a_newer_host_waits_for_a_host_that_can_read_it()
    {
        await host.Api.PostAsync("/api/tasks", """{"taskId":"n1","client":"newer","kind":"basic","operation":"sleep","payload":{"ms":600000} }""");
        await RunsAsync("n1");
        var lease = (await host.Get<TaskQueries>().LoadAsync("n1", default))!.Lease!;
        var (document, key) = (host.Get<IConnectionMultiplexer>().GetDatabase(), host.Get<RedisKeys>().Saga(new SagaKey("task", "n1")));
        var before = await document.HashGetAllAsync(key);
        await document.HashSetAsync(key, "sv", "99");
        await document.HashIncrementAsync(key, "v");

        var queue = await host.Get<IBus>().GetSendEndpoint(new Uri($"queue:{host.Get<BusNames>().TaskReports}"));
        await queue.Send(new TaskReports { TargetId = lease.TargetId, Reports = [new TaskReport { TaskId = "n1", LeaseToken = lease.Token, Attempt = 1, Kind = ReportKinds.Succeeded }] });

        await Eventually.HoldsAsync(() => host.Get<TaskFigures>().LeftForNewer.Count > 0, "the report came and was left alone");
        await host.Get<TaskAlerts>().RunOnceAsync(default);
        (await host.Get<IAlertStore>().ListActiveAsync(default)).ShouldContain(a => a.Name == AlertNames.NewerVersion);
        foreach (var answer in new[] { await host.Api.GetAsync("/api/tasks/n1"), await host.Api.PostAsync("/api/tasks/n1/cancel", "{}") })
        {
            answer.Status.ShouldBe(System.Net.HttpStatusCode.ServiceUnavailable);
            answer["message"].ShouldContain("schema version 99, this host knows up to ");
        }

        (await host.Api.GetAsync("/api/tasks?client=newer")).Json.GetProperty("tasks")[0].GetProperty("reason").GetString().ShouldStartWith("This host cannot read it");
        (await RejectedAsync()).ShouldNotContain(m => m.Contains("n1", StringComparison.Ordinal));
        (await document.HashGetAsync(key, "d")).ShouldBe(before.Single(f => f.Name == "d").Value, "the document is as it was");

        // As a host of that version would read it.
        await document.HashSetAsync(key, "sv", before.Single(f => f.Name == "sv").Value);
        await Eventually.HoldsAsync(async () =>
        {
            await host.Get<PostponedReports>().RunOnceAsync(default);
            return (await host.Get<TaskQueries>().LoadAsync("n1", default))!.CurrentState == "Completed";
        }, "the same report ends the task");
    }

    /// <summary>Its start is committed: nothing more writes the document.</summary>
    private Task RunsAsync(string id) => Eventually.HoldsAsync(
        async () => (await host.Get<TaskQueries>().LoadAsync(id, default))!.CurrentState == "Running", $"{id} runs");

    private async Task<List<string>> RejectedAsync() =>
        [.. (await host.Api.GetAsync("/api/rejected?limit=1000")).Json.GetProperty("inputs").EnumerateArray().Select(i => i.GetProperty("message").GetString()!)];
}
