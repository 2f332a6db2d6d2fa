using System.Net;
using System.Text.Json;
using MassTransit;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Integration.Tests.Agents;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A report about attempt 99 of a task in its first ended the first: only its lease was looked at.</summary>
public sealed class AReportOfAnotherAttemptWasTakenForTheCurrentOneTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private AgentWorld world = null!;
    private string token = "";

    public async Task InitializeAsync()
    {
        world = await AgentWorld.StartAsync(redis.Server.ConnectionString, settings: new()
        {
            // Nobody is lost on a machine however slow.
            ["Agents:HealthCheck"] = "1.00:00:00", ["Agents:OfflineAfter"] = "03:00:00", ["Placement:Lease"] = "02:00:00", ["Placement:TargetTtl"] = "04:00:00",
        });
        await world.TellAsync(nameof(RegisterAgent), """{"agentId":"agent","type":"tester","kinds":[{"kind":"text"}],"maxCapacity":4}""");
        await world.SubmitAsync("t", "upper");
        token = (await world.Api.GetAsync("/api/agents/agent/work?wait=30")).Json.GetProperty("tasks")[0].GetProperty("leaseToken").GetString()!;
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Theory]
    [InlineData(ReportKinds.Started, 99)]
    [InlineData(ReportKinds.Progressed, 99)]
    [InlineData(ReportKinds.Succeeded, 99)]
    [InlineData(ReportKinds.Failed, 2)]
    [InlineData(ReportKinds.Returned, -1)]
    public async Task It_is_refused_with_both_numbers_over_HTTP_and_on_the_bus_and_the_task_goes_on(string kind, int attempt)
    {
        var answer = await world.Api.PostAsync("/api/agents/agent/reports", $$"""{"reports":[{{Report(kind, attempt)}}]}""");
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer["message"].ShouldContain($"It is about attempt {attempt}, its lease is that of attempt 1");

        var queue = await world.Get<IBus>().GetSendEndpoint(new Uri("exchange:" + world.Get<BusNames>().TaskReports));
        await queue.Send(new TaskReports { TargetId = "agent", Reports = [new TaskReport { TaskId = "t", LeaseToken = token, Attempt = attempt, Kind = kind, Fraction = 0.5 }] });
        RejectedInput? refused = null;
        await Eventually.HoldsAsync(
            async () => (refused = (await world.Get<IRejectedInputs>().ListAsync(null, 10, None)).Inputs.FirstOrDefault(i => i.Code == "wrong_attempt")) is not null,
            "it is among the rejected");
        refused!.Message.ShouldContain($"It is about attempt {attempt}, its lease is that of attempt 1");

        var task = (await world.Get<TaskQueries>().GetAsync("t", false, None))!;
        (task.State, task.Progress).ShouldBe((TaskStates.Placed, null));
        (await world.Api.PostAsync("/api/agents/agent/reports", $$"""{"reports":[{{Report(ReportKinds.Succeeded, 1)}}]}""")).Status.ShouldBe(HttpStatusCode.OK);
        (await world.WaitForAsync("t", TaskStates.Completed)).Attempts.ShouldHaveSingleItem().Outcome.ShouldBe("succeeded");
    }

    [Fact]
    public async Task One_that_names_no_attempt_is_about_that_of_its_lease()
    {
        (await world.Api.PostAsync("/api/agents/agent/reports", $$"""{"reports":[{"taskId":"t","leaseToken":"{{token}}","kind":"succeeded"}]}""")).Status.ShouldBe(HttpStatusCode.OK);

        await world.WaitForAsync("t", TaskStates.Completed);
    }

    private string Report(string kind, int attempt) => JsonSerializer.Serialize(new { taskId = "t", leaseToken = token, attempt, kind });
}
