using System.Net;
using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Integration.Tests.Agents;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A report counted by its lease token alone: whoever had seen one could end the task of another agent.</summary>
public sealed class AStrangerEndedTheTaskOfAnotherTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private AgentWorld world = null!;

    public async Task InitializeAsync()
    {
        world = await AgentWorld.StartAsync(redis.Server.ConnectionString, settings: new() { ["Agents:HealthCheck"] = "1.00:00:00" });
        foreach (var id in new[] { "holder", "stranger" })
            await world.TellAsync(nameof(RegisterAgent), $$"""{"agentId":"{{id}}","type":"tester","kinds":[{"kind":"text","operations":["{{id}}"]}],"maxCapacity":4}""");
        await world.SubmitAsync("t", "holder");
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Theory]
    [InlineData(ReportKinds.Started)]
    [InlineData(ReportKinds.Progressed)]
    [InlineData(ReportKinds.Succeeded)]
    [InlineData(ReportKinds.Failed)]
    [InlineData(ReportKinds.Refused)]
    [InlineData(ReportKinds.Returned)]
    public async Task It_is_refused_and_the_holder_goes_on(string kind)
    {
        var token = (await world.Api.GetAsync("/api/agents/holder/work?wait=30")).Json.GetProperty("tasks")[0].GetProperty("leaseToken").GetString()!;
        await ReportAsync("holder", token, ReportKinds.Started);

        await ReportAsync("stranger", token, kind);

        var task = (await world.Get<TaskQueries>().GetAsync("t", false, None))!;
        (task.State, task.Progress).ShouldBe((TaskStates.Running, null));
        // A start that is known already says nothing new.
        if (kind != ReportKinds.Started)
        {
            var refused = (await world.Get<IRejectedInputs>().ListAsync(null, 10, None)).Inputs.ShouldHaveSingleItem();
            refused.Code.ShouldBe("not_the_holder");
            refused.Message.ShouldStartWith($"stranger reported '{kind}' for the task t, whose lease is holder's");
        }

        await ReportAsync("holder", token, ReportKinds.Succeeded);
        (await world.Get<TaskQueries>().GetAsync("t", false, None))!.State.ShouldBe(TaskStates.Completed);
    }

    [Fact]
    public async Task Who_never_registered_reports_nothing() =>
        (await world.Api.PostAsync("/api/agents/nobody/reports", """{"reports":[]}""")).Status.ShouldBe(HttpStatusCode.NotFound);

    [Theory]
    [InlineData(ReportKinds.Succeeded)]
    [InlineData(ReportKinds.Returned)]
    public async Task Named_as_the_end_of_another_task_a_token_keeps_its_lease(string kind)
    {
        var token = (await world.Api.GetAsync("/api/agents/holder/work?wait=30")).Json.GetProperty("tasks")[0].GetProperty("leaseToken").GetString()!;
        await ReportAsync("holder", token, ReportKinds.Started);
        await world.SubmitAsync("u", "stranger");

        await ReportAsync("stranger", token, kind, "u");

        var report = await world.Get<IPlacementStore>().ReportAsync(None);
        report.Leases.ShouldBe(2, "that of t, and that of u");
        await ReportAsync("holder", token, ReportKinds.Succeeded);
        (await world.Get<TaskQueries>().GetAsync("t", false, None))!.State.ShouldBe(TaskStates.Completed);
    }

    private async Task ReportAsync(string agent, string token, string kind, string task = "t") =>
        (await world.Api.PostAsync($"/api/agents/{agent}/reports", $$"""{"reports":[{"taskId":"{{task}}","leaseToken":"{{token}}","kind":"{{kind}}"}]}"""))
            .Status.ShouldBe(HttpStatusCode.OK);
}
