using Swarm.Messaging.Alerts;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Http;

/// <summary>Each alert begins and ends, once each.</summary>
public sealed class TaskAlertTests : IAsyncLifetime
{
    private readonly HttpHost host = new(new()
    {
        ["Tasks:QueueBacklogAlert"] = "3", ["Placement:BacklogBound"] = "10", ["Execution:BasicSlots"] = "1",
    });

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_backlog_that_grows_raises_both_alerts_and_one_that_shrinks_clears_them()
    {
        // One takes the slot, ten wait.
        for (var i = 0; i < 11; i++)
            await host.Api.PostAsync("/api/tasks", $$"""{"taskId":"q{{i}}","kind":"basic","operation":"sleep","payload":{"ms":600000} }""");
        (await host.Api.PostAsync("/api/tasks", """{"kind":"basic","operation":"noop"}""")).Status
            .ShouldBe(System.Net.HttpStatusCode.TooManyRequests);
        await ActiveAsync((AlertNames.BacklogFull, true), (AlertNames.QueueBacklog, true));

        for (var i = 10; i > 8; i--)
            await host.Api.PostAsync($"/api/tasks/q{i}/cancel", "{}");
        await ActiveAsync((AlertNames.BacklogFull, false), (AlertNames.QueueBacklog, true));

        for (var i = 8; i >= 0; i--)
            await host.Api.PostAsync($"/api/tasks/q{i}/cancel", "{}");
        await ActiveAsync((AlertNames.BacklogFull, false), (AlertNames.QueueBacklog, false));

        var alerts = await host.Api.GetAsync("/api/alerts");
        alerts.Json.GetProperty("ended").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Ends_that_are_failures_raise_the_error_rate_and_good_ones_clear_it()
    {
        var ends = host.Get<TaskFigures>().Recent;
        for (var i = 0; i < 19; i++)
            ends.Add(failed: true);
        TaskConditions.OfEnds(ends.Look(), "h", 0.1).Begins.ShouldBeFalse("19 ends say nothing");
        await host.Api.PostAsync("/api/tasks", """{"taskId":"bad","kind":"basic","operation":"fail","payload":{"retryable":false}}""");
        await host.Api.GetAsync("/api/tasks/bad?wait=60");
        await ActiveAsync((AlertNames.ErrorRate, true));
        (await host.Get<IAlertStore>().ListActiveAsync(default)).Single(a => a.Name == AlertNames.ErrorRate).Subject.ShouldBe(host.Get<HostIdentity>().HostId);

        for (var i = 0; i < RecentEnds.Kept; i++)
            ends.Add(failed: false);
        await ActiveAsync((AlertNames.ErrorRate, false));
    }

    private Task ActiveAsync(params (string Name, bool On)[] expected) => Eventually.HoldsAsync(
        async () =>
        {
            await host.Get<TaskAlerts>().RunOnceAsync(default);
            var active = await host.Get<IAlertStore>().ListActiveAsync(default);
            return expected.All(e => active.Any(a => a.Name == e.Name) == e.On);
        },
        string.Join(", ", expected.Select(e => $"{e.Name} is {(e.On ? "on" : "off")}")));
}
