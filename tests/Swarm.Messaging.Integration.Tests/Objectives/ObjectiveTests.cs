using System.Text.Json;
using Swarm.Messaging.Alerts;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Contracts.Alerts;
using Swarm.Messaging.Contracts.Objectives;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Agents;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Objectives;

namespace Swarm.Messaging.Integration.Tests.Objectives;

/// <summary>Objectives and runs on agents, done by real agents over the host's API.</summary>
public sealed class ObjectiveTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private AgentWorld world = null!;

    public async Task InitializeAsync()
    {
        world = await AgentWorld.StartAsync(redis.Server.ConnectionString, settings: new()
        {
            ["Agents:Types:data-scientist:Description"] = "Makes models of data", ["Agents:Types:data-scientist:Capabilities:0"] = "statistics",
        });
        await world.StartAgentAsync("worker", o =>
        {
            o.MaxCapacity = 20;
            foreach (var step in new[] { "research", "analysis", "documentation" })
                o.Handle("objective", step, (task, _) => Task.FromResult(AgentResult.Ok(new { step, aim = Of(task, "objective"), previous = Of(task, "previous") })));
            o.Handle("ghl", "count", (task, _) => Task.FromResult(AgentResult.Ok(new { n = task.Payload!.Value.TryGetProperty("items", out var items) ? items.GetArrayLength() : 1 })));
            o.Handle("ghl", "grow", (task, _) => Task.FromResult(AgentResult.Ok(task.Payload!.Value.GetProperty("input").GetInt32() + 1)));
            o.Handle("ghl", "break", (_, _) => Task.FromResult(AgentResult.Fail("no_such_thing", "It is not there.", retryable: false)));
        });
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Research_is_done_step_by_step_and_each_step_sees_the_one_before()
    {
        var accepted = (await world.TellAsync(nameof(SubmitObjective), """{"objectiveId":"pricing","objective":"Find out what others charge","strategy":"research"}"""))
            .ShouldBeOfType<ObjectiveAccepted>();
        accepted.ShouldSatisfyAllConditions(
            a => a.Steps.ShouldBe(["research", "analysis", "documentation"]), a => a.State.ShouldBe(ObjectiveStates.Initializing), a => a.ExecutionId.ShouldBe("objective_pricing"));

        var done = await EndedAsync("pricing");

        done.State.ShouldBe(ObjectiveStates.Completed);
        done.Healthy.ShouldBeTrue();
        var result = done.Result!.Value;
        (result.GetProperty("step").GetString(), result.GetProperty("aim").GetString()).ShouldBe(("documentation", "Find out what others charge"));
        result.GetProperty("previous").GetProperty("previous").GetProperty("step").GetString().ShouldBe("research");
        (await world.TellAsync(nameof(SubmitObjective), """{"objectiveId":"pricing","objective":"Find out what others charge","strategy":"research"}"""))
            .ShouldBeOfType<ObjectiveAccepted>().ShouldSatisfyAllConditions(a => a.Duplicate.ShouldBeTrue(), a => a.State.ShouldBe(ObjectiveStates.Completed));
    }

    [Theory]
    [InlineData("""{"runId":"parallel","operation":"count","aggregation":"reduce"}""", """{"n":3}""")]
    [InlineData("""{"runId":"collected","operation":"count","agents":2}""", """[{"n":1},{"n":1}]""")]
    [InlineData("""{"runId":"bulk","form":"bulk","operation":"count","items":[1,2,3,4,5,6,7],"aggregation":"reduce"}""", """{"n":7}""")]
    [InlineData("""{"runId":"extraction","form":"extraction","operation":"count"}""", """{"n":1}""")]
    [InlineData("""{"runId":"pipeline","mode":"pipeline","operation":"grow","agents":4,"input":1}""", "5")]
    [InlineData("""{"runId":"sequential","mode":"sequential","operation":"grow","agents":2,"input":1}""", "2")]
    [InlineData("""{"runId":"workflow","form":"workflow","mode":"pipeline","operations":["grow","grow"],"input":5}""", "7")]
    public async Task Several_agents_return_one_result(string command, string expected)
    {
        var accepted = (await world.TellAsync(nameof(RunOnAgents), command)).ShouldBeOfType<ObjectiveAccepted>();

        var done = await EndedAsync(accepted.ObjectiveId);

        done.State.ShouldBe(ObjectiveStates.Completed, done.Reason);
        done.Result!.Value.GetRawText().ShouldBe(expected);
    }

    [Fact]
    public async Task What_fails_names_step_and_cause()
    {
        var accepted = (await world.TellAsync(nameof(RunOnAgents), """{"operation":"break"}""")).ShouldBeOfType<ObjectiveAccepted>();

        var done = await EndedAsync(accepted.ObjectiveId);

        done.State.ShouldBe(ObjectiveStates.Failed);
        done.Healthy.ShouldBeFalse();
        done.Reason.ShouldNotBeNull().ShouldContain("It is not there.");
        (await world.TellAsync(nameof(GetObjective), """{"objectiveId":"none"}""")).ShouldBeOfType<CommandRejected>().Code.ShouldBe("not_found");
    }

    [Fact]
    public async Task One_of_which_too_much_fails_is_an_alert_until_it_does_better()
    {
        var isMended = false;
        await world.StartAgentAsync("shaky", o => o.Handle("ghl", "shake", (_, _) => Task.FromResult(
            isMended ? AgentResult.Ok("steady") : AgentResult.Fail("no_such_thing", "It is not there.", retryable: false))));
        var accepted = (await world.TellAsync(nameof(RunOnAgents), """{"runId":"shaky","operation":"shake","agents":2}""")).ShouldBeOfType<ObjectiveAccepted>();
        (await EndedAsync("shaky")).State.ShouldBe(ObjectiveStates.Failed);

        await world.Get<ObjectiveHealth>().RunOnceAsync(default);

        (await AlertsAsync()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(a => a.Subject.ShouldBe("shaky"), a => a.Hint.ShouldContain("swarm workflow rerun objective_shaky"));
        isMended = true;
        await world.TellAsync(nameof(RerunFrom), $$"""{"executionId":"{{accepted.ExecutionId}}"}""");
        (await EndedAsync("shaky", ObjectiveStates.Completed)).Healthy.ShouldBeTrue();
        (await world.Get<ObjectiveHealth>().RunOnceAsync(default)).Cleared.ShouldBe(1);
        (await AlertsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_type_without_definition_is_refused_and_one_that_is_defined_gets_its_steps()
    {
        (await world.TellAsync(nameof(SubmitObjective), """{"objective":"Find out what others charge","agentType":"data-analyst"}""")).ShouldBeOfType<CommandRejected>()
            .Violations.ShouldHaveSingleItem().ShouldSatisfyAllConditions(v => v.Field.ShouldBe("agentType"), v => v.Rule.ShouldContain("Agents:Types:data-analyst:Description"));
        (await world.TellAsync("RegisterAgent", """{"agentId":"x","type":"data-analyst","kinds":[{"kind":"objective"}]}""")).ShouldBeOfType<CommandRejected>()
            .Violations.ShouldHaveSingleItem().Code.ShouldBe("undefined_type");
        (await world.TellAsync("SubmitCrmTask", """{"operation":"tag_add","requirements":{"agentType":"data-analyst"}}""")).ShouldBeOfType<CommandRejected>()
            .Violations.ShouldHaveSingleItem().Field.ShouldBe("requirements.agentType");
        (await world.Api.GetAsync("/api/agent-types")).Json.GetProperty("types").EnumerateArray()
            .ShouldSatisfyAllConditions(t => t.Count().ShouldBe(42), t => t.Count(d => d.GetProperty("isDefined").GetBoolean()).ShouldBe(18));

        await world.StartAgentAsync("scientist", o =>
        {
            o.Type = "data-scientist";
            foreach (var step in new[] { "collect", "analyse", "report" })
                o.Handle("objective", step, (task, _) => Task.FromResult(AgentResult.Ok(Of(task, "role"))));
        });
        (await world.TellAsync(nameof(SubmitObjective), """{"objectiveId":"model","objective":"Find out what others charge","strategy":"analysis","agentType":"data-scientist"}"""))
            .ShouldBeOfType<ObjectiveAccepted>();
        (await EndedAsync("model")).Result!.Value.GetProperty("description").GetString().ShouldBe("Makes models of data");
    }

    private async Task<IReadOnlyList<AlertRaised>> AlertsAsync() =>
        [.. (await world.Get<IAlertStore>().ListActiveAsync(default)).Where(a => a.Name == AlertNames.ObjectiveUnhealthy)];

    private static JsonElement? Of(AgentTask task, string name) => task.Payload!.Value.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private async Task<ObjectiveDetails> EndedAsync(string id, string? state = null)
    {
        ObjectiveDetails? seen = null;
        await Eventually.HoldsAsync(
            async () => (seen = (await world.TellAsync(nameof(GetObjective), $$"""{"objectiveId":"{{id}}"}""")).ShouldBeOfType<ObjectiveDetails>())
                .State is var now && (state is null ? now is ObjectiveStates.Completed or ObjectiveStates.Failed or ObjectiveStates.Cancelled : now == state),
            $"{id} has ended", TimeSpan.FromSeconds(60));
        return seen!;
    }
}
