using MassTransit;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Integration.Tests.Agents;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>On the bus a report without a targetId counted for whoever held the lease: a stranger need only leave it out.</summary>
public sealed class AReportThatNamedNobodyWasTakenTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task It_is_refused_by_field_value_and_rule_and_the_holder_goes_on(string? target)
    {
        await using var world = await AgentWorld.StartAsync(redis.Server.ConnectionString);
        await world.StartAgentAsync("holder");
        await world.SubmitAsync("t", "wait");
        await world.WaitForAsync("t", TaskStates.Running);
        var token = (await world.Get<TaskQueries>().LoadAsync("t", None))!.Lease!.Token;
        var queue = await world.Get<IBus>().GetSendEndpoint(new Uri("exchange:" + world.Get<BusNames>().TaskReports));
        TaskReport report = new() { TaskId = "t", LeaseToken = token, Attempt = 1, Kind = ReportKinds.Succeeded };

        await queue.Send(new TaskReports { TargetId = target, Reports = [report with { Kind = ReportKinds.Progressed, Fraction = 0.9 }, report] });

        var refused = new List<RejectedInput>();
        await Eventually.HoldsAsync(
            async () =>
            {
                refused = [.. (await world.Get<IRejectedInputs>().ListAsync(null, 10, None)).Inputs];
                return refused.Count > 0;
            },
            "it is among the rejected");
        var input = refused.ShouldHaveSingleItem();
        input.Message.ShouldContain(target is null ? "targetId is missing: Required" : "targetId is '': Required");
        input.Violations.ShouldContain("\"field\":\"targetId\"");
        input.BodyPreview.ShouldContain(token);
        (await world.Get<TaskQueries>().GetAsync("t", false, None))!.ShouldSatisfyAllConditions(
            t => t.State.ShouldBe(TaskStates.Running), t => t.Progress?.Fraction.ShouldNotBe(0.9));
        var client = world.Get<IBus>().CreateRequestClient<TaskReports>(new Uri("exchange:" + world.Get<BusNames>().TaskReports));
        (await client.GetResponse<CommandRejected>(new TaskReports { TargetId = target, Reports = [report] })).Message.Violations.ShouldHaveSingleItem().Field.ShouldBe("targetId");
        world.Gate.SetResult();
        (await world.WaitForAsync("t", TaskStates.Completed)).Attempts.ShouldHaveSingleItem().Outcome.ShouldBe("succeeded");
    }
}
