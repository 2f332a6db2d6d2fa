using System.Collections.Concurrent;
using System.Text.Json;
using StackExchange.Redis;
using Swarm.Messaging.Agents;
using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Agents;

/// <summary>What the host makes of what agents say, or do not say any more. The agents here are the tests themselves.</summary>
public sealed class AgentHostTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private const string Register = """{"agentId":"a-1","type":"tester","kinds":[{"kind":"text","operations":["wait"]}],"capabilities":{"fileTypes":["py"],"operations":["test"],"specializations":["py"]},"maxCapacity":4}""";

    private static readonly CancellationToken None = CancellationToken.None;

    private readonly ConcurrentQueue<JsonElement> heard = new();
    private AgentWorld world = null!;

    public async Task InitializeAsync()
    {
        // Checks are the tests' own.
        world = await AgentWorld.StartAsync(redis.Server.ConnectionString, settings: new() { ["Agents:HealthCheck"] = "1.00:00:00" });
        await redis.Client.GetSubscriber().SubscribeAsync(Routing, (_, message) => heard.Enqueue(JsonElement.Parse((byte[])message!)));
    }

    public async Task DisposeAsync()
    {
        await redis.Client.GetSubscriber().UnsubscribeAsync(Routing);
        await world.DisposeAsync();
    }

    private RedisChannel Routing => RedisChannel.Literal($"{world.Prefix}:swarm:phase-5:routing");

    [Fact]
    public async Task A_registration_answers_with_what_the_agent_needs_to_know()
    {
        var answer = (await world.TellAsync(nameof(RegisterAgent), Register)).ShouldBeOfType<AgentRegistered>();

        answer.Created.ShouldBeTrue();
        (answer.Queue, answer.ReportsQueue).ShouldBe(($"{world.Prefix}.swarm.agent.a-1", $"{world.Prefix}.swarm.task-reports"));
        (answer.HeartbeatMs, answer.LeaseMs, answer.QueueTtlMs).ShouldBe((5_000, 15_000, 300_000));
        var target = (await world.Get<IPlacementStore>().ReportAsync(None)).Targets.Single(t => t.TargetId == "a-1");
        (target.Type, target.Slots, target.Status).ShouldBe(("agent", 4, "active"));
        target.Capabilities.ShouldBe(target.Capabilities.Intersect([.. target.Capabilities]), "nothing twice");
        foreach (var word in new[] { "agent", "spec:py", "code/py:test", "text/wait" })
            target.Capabilities.ShouldContain(word);
    }

    [Fact]
    public async Task The_hash_of_agents_has_exactly_the_fields_of_the_specification()
    {
        await world.TellAsync(nameof(RegisterAgent), Register);

        var document = JsonElement.Parse((byte[])(await redis.Client.GetDatabase().HashGetAsync($"{world.Prefix}:swarm:agents", "a-1"))!);

        document.EnumerateObject().Select(p => p.Name).ShouldBe(["id", "type", "status", "capabilities", "maxCapacity", "performance", "lastSeen"]);
        document.GetProperty("capabilities").EnumerateObject().Select(p => p.Name).ShouldBe(["fileTypes", "operations", "specializations"]);
        document.GetProperty("performance").GetProperty("avgResponseTime").GetDouble().ShouldBe(0);
        document.GetProperty("status").GetString().ShouldBe("active");
        DateTimeOffset.FromUnixTimeMilliseconds(document.GetProperty("lastSeen").GetInt64()).ShouldBe(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(1));
        heard.Single(m => m.GetProperty("type").GetString() == "agent_registered").GetProperty("agentId").GetString().ShouldBe("a-1");
    }

    [Theory]
    [InlineData(nameof(RegisterAgent), """{"agentId":"a b","maxCapacity":0}""", "agentId", "maxCapacity")]
    [InlineData(nameof(RegisterAgent), """{"agentId":"a","capabilities":{"fileTypes":"py"},"kinds":["x"]}""", "capabilities.fileTypes", "kinds[0]")]
    [InlineData(nameof(RegisterAgent), """{"agentId":"a","operations":["*:*"],"capabilities":{"ops":["test"]}}""", "operations", "capabilities.ops")]
    [InlineData(nameof(AgentHeartbeat), """{"tokens":7}""", "tokens", "agentId")]
    [InlineData(nameof(StartAttempts), """{"agentId":"a"}""", "tokens", "call")]
    [InlineData(nameof(DrainAgent), """{"agentId":"status"}""", "agentId", null)]
    public async Task What_is_wrong_is_told_by_field_value_and_rule(string command, string body, string first, string? second)
    {
        var refused = (await world.TellAsync(command, body)).ShouldBeOfType<CommandRejected>();

        refused.Command.ShouldBe(command);
        refused.Violations.Select(v => v.Field).ShouldBe(new[] { first, second }.OfType<string>());
        refused.Violations.ShouldAllBe(v => v.Rule.Length > 0);
        (await world.Get<IRejectedInputs>().ListAsync(null, 1, None)).Inputs.ShouldHaveSingleItem().Message.ShouldBe(refused.Message);
    }

    [Theory]
    [InlineData(nameof(DrainAgent))]
    [InlineData(nameof(ResetAgentBreaker))]
    [InlineData(nameof(DeregisterAgent))]
    public async Task An_unknown_agent_is_told_as_such(string command) =>
        (await world.TellAsync(command, """{"agentId":"nobody"}""")).ShouldBeOfType<CommandRejected>().Code.ShouldBe("not_found");

    [Fact]
    public async Task The_name_of_a_pool_is_taken()
    {
        var pool = (await world.Get<IPlacementStore>().ReportAsync(None)).Targets.First(t => t.Type == "pool").TargetId;

        var refused = (await world.TellAsync(nameof(RegisterAgent), $$"""{"agentId":"{{pool}}"}""")).ShouldBeOfType<CommandRejected>();

        refused.Code.ShouldBe("id_conflict");
        (await world.Get<IPlacementStore>().ReportAsync(None)).Targets.Single(t => t.TargetId == pool).Type.ShouldBe("pool");
    }

    [Fact]
    public async Task A_heartbeat_of_an_unknown_agent_asks_it_to_register()
    {
        (await world.TellAsync(nameof(AgentHeartbeat), """{"agentId":"nobody"}""")).ShouldBeOfType<AgentRenewed>().Known.ShouldBeFalse();
        await world.TellAsync(nameof(RegisterAgent), Register);
        var answer = (await world.TellAsync(nameof(AgentHeartbeat), """{"agentId":"a-1","tokens":["t#0.1@7"]}""")).ShouldBeOfType<AgentRenewed>();

        (answer.Known, answer.Draining).ShouldBe((true, false));
        answer.Gone.ShouldBe(["t#0.1@7"], "it never held that");
    }

    [Fact]
    public async Task A_silent_agent_goes_offline_once_and_what_it_had_not_begun_waits_for_another()
    {
        await world.TellAsync(nameof(RegisterAgent), Register);
        await world.SubmitAsync("t", "wait");
        await world.WaitForAsync("t", TaskStates.Placed);
        world.Clock.Advance(TimeSpan.FromSeconds(61));

        var found = 0;
        foreach (var _ in Enumerable.Range(0, 3))
            found += (await world.Get<AgentHealth>().RunOnceAsync(None)).Offline;

        found.ShouldBe(1);
        (await world.AgentAsync("a-1")).ShouldSatisfyAllConditions(a => a.Status.ShouldBe("inactive"), a => a.Load.ShouldBe(0));
        await world.WaitForAsync("t", TaskStates.Parked);
        await Eventually.HoldsAsync(() => heard.Any(m => m.GetProperty("type").GetString() == "agent_offline"), "it is told");
        var told = heard.Where(m => m.GetProperty("type").GetString() == "agent_offline").ToList().ShouldHaveSingleItem();
        told.GetProperty("agentId").GetString().ShouldBe("a-1");
        told.GetProperty("lastSeen").GetInt64().ShouldBeGreaterThan(0);
        told.GetProperty("timestamp").GetInt64().ShouldBeGreaterThan(0);

        // Its next sign of life brings it back, and the task to it.
        (await world.TellAsync(nameof(AgentHeartbeat), """{"agentId":"a-1"}""")).ShouldBeOfType<AgentRenewed>().Known.ShouldBeTrue();
        (await world.WaitForAsync("t", TaskStates.Placed)).TargetId.ShouldBe("a-1");
        (await world.AgentAsync("a-1")).Status.ShouldBe("active");
    }

    [Fact]
    public async Task An_agent_that_does_not_ask_uses_an_attempt_once_it_has_reported_its_start()
    {
        await world.TellAsync(nameof(RegisterAgent), Register);
        await world.SubmitAsync("t", "wait", retry: "wasm");
        var work = await TakeAsync("a-1");
        var token = work.Tasks.ShouldHaveSingleItem().LeaseToken;
        (await world.Api.PostAsync("/api/agents/a-1/reports", $$"""{"reports":[{"taskId":"t","leaseToken":"{{token}}","attempt":1,"kind":"started"}]}"""))
            .Status.ShouldBe(System.Net.HttpStatusCode.OK);
        await world.WaitForAsync("t", TaskStates.Running);

        // Gone: what it has begun is its own until the lease ends.
        await world.TellAsync(nameof(DeregisterAgent), """{"agentId":"a-1"}""");
        await world.Get<PlacementSweeper>().RunOnceAsync(None);
        (await world.WaitForAsync("t", TaskStates.Running)).Attempt.ShouldBe(1);
        world.Clock.Advance(TimeSpan.FromSeconds(16));

        var lost = await world.WaitForAsync("t", TaskStates.Parked, TaskStates.RetryScheduled);
        lost.Attempts.ShouldHaveSingleItem().ErrorType.ShouldBe("lease_lost");
        lost.Attempt.ShouldBe(2);
    }

    [Fact]
    public async Task Deregistering_gives_back_at_once_what_it_had_not_begun()
    {
        await world.TellAsync(nameof(RegisterAgent), Register);
        await world.SubmitAsync("t", "wait");
        await world.WaitForAsync("t", TaskStates.Placed);

        (await world.TellAsync(nameof(DeregisterAgent), """{"agentId":"a-1","reason":"done"}""")).ShouldBeOfType<AgentChanged>().Status.ShouldBe("removed");

        (await world.WaitForAsync("t", TaskStates.Parked)).Attempt.ShouldBe(1);
        (await redis.Client.GetDatabase().HashExistsAsync($"{world.Prefix}:swarm:agents", "a-1")).ShouldBeFalse();
    }

    [Fact]
    public async Task Kinds_that_only_agents_know_are_accepted_with_the_operations_they_named()
    {
        (await world.Get<TaskCommands>().SubmitAsync([new Submission(Text("wait"))], None))[0].Rejected.ShouldNotBeNull("nobody has registered for it");
        await world.TellAsync(nameof(RegisterAgent), Register);

        (await world.Get<TaskCommands>().SubmitAsync([new Submission(Text("wait"))], None))[0].Accepted.ShouldNotBeNull();
        var refused = (await world.Get<TaskCommands>().SubmitAsync([new Submission(Text("dance"))], None))[0].Rejected.ShouldNotBeNull();
        refused.Violations.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            v => v.Field.ShouldBe("operation"), v => v.Value.ShouldBe("dance"), v => v.Rule.ShouldContain("wait"), v => v.Code.ShouldBe("unknown_operation"));
    }

    [Fact]
    public async Task What_a_host_left_half_done_is_put_right()
    {
        await world.TellAsync(nameof(RegisterAgent), Register);
        await world.Get<IAgentStore>().DrainAsync("a-1", AgentDrain.Lasting, None); // and the host died before it told placement

        (await world.Get<AgentHealth>().RunOnceAsync(None)).Mended.ShouldBe(1);
        (await world.Get<IPlacementStore>().ReportAsync(None)).Targets.Single(t => t.TargetId == "a-1").Status.ShouldBe("draining");
        (await world.Get<AgentHealth>().RunOnceAsync(None)).Mended.ShouldBe(0);
    }

    [Fact]
    public async Task An_outside_program_that_writes_the_hash_and_announces_itself_becomes_known()
    {
        var document = """{"id":"out-1","type":"outside","status":"active","capabilities":{"fileTypes":["rs"],"operations":["test"],"specializations":[]},"maxCapacity":2}""";
        await redis.Client.GetDatabase().HashSetAsync($"{world.Prefix}:swarm:agents", "out-1", document);

        await AnnounceAsync("""{"type":"agent_registered","agentId":"out-1"}""");

        await Eventually.HoldsAsync(
            async () => (await world.Get<IPlacementStore>().ReportAsync(None)).Targets.Any(t => t is { TargetId: "out-1", Slots: 2 } && t.Capabilities.Contains("code/rs:test")),
            "it is a target");
        (await world.AgentAsync("out-1")).ShouldSatisfyAllConditions(a => a.Type.ShouldBe("outside"), a => a.FileTypes.ShouldBe(["rs"]));
    }

    [Fact]
    public async Task An_outside_instance_of_WebAssembly_that_is_announced_takes_what_it_declares_and_is_no_fallback()
    {
        await redis.Client.GetDatabase().HashSetAsync(
            $"{world.Prefix}:swarm:wasm-instances", "wasm_out", """{"id":"wasm_out","status":"available","healthy":true,"capabilities":{"fileTypes":["rs"],"operations":["test"]}}""");

        await AnnounceAsync("""{"type":"wasm_instance_registered","instanceId":"wasm_out"}""");

        await Eventually.HoldsAsync(
            async () => (await world.Get<IPlacementStore>().ReportAsync(None)).Targets.Any(t => t.TargetId == "wasm_out"), "it is a target");
        var target = (await world.Get<IPlacementStore>().ReportAsync(None)).Targets.Single(t => t.TargetId == "wasm_out");
        target.Slots.ShouldBe(20);
        target.Capabilities.ShouldBe(["wasm", "code/rs:test"], ignoreOrder: true);
        await world.TellAsync(nameof(RegisterAgent), Register);
        var routing = (await world.Api.GetAsync("/api/status/routing")).Json.GetProperty("areas").GetProperty("routing");
        routing.GetProperty("activeAgents").GetInt32().ShouldBe(1, "the instance is none");
        routing.GetProperty("activeWasmInstances").GetInt32().ShouldBeGreaterThanOrEqualTo(1);
    }

    [Fact]
    public async Task An_outside_program_that_announces_nonsense_is_refused_and_the_next_one_heard()
    {
        await redis.Client.GetDatabase().HashSetAsync($"{world.Prefix}:swarm:agents", "out-2", """{"maxCapacity":-1}""");
        await redis.Client.GetDatabase().HashSetAsync($"{world.Prefix}:swarm:agents", "out-3", """{}""");
        foreach (var message in new[] { "no json", "[]", """{"type":7}""", """{"type":"agent_registered"}""", """{"type":"agent_registered","agentId":"missing"}""" })
            await AnnounceAsync(message);
        await AnnounceAsync("""{"type":"agent_registered","agentId":"out-2"}""");
        await AnnounceAsync("""{"type":"agent_registered","id":"out-3"}""");

        await Eventually.HoldsAsync(async () => await world.Get<IAgentStore>().GetAsync("out-3", None) is not null, "the good one is known");
        (await world.Get<IAgentStore>().GetAsync("out-2", None)).ShouldBeNull();
        (await world.Get<IRejectedInputs>().ListAsync(null, 10, None)).Inputs.ShouldContain(i => i.Message.Contains("maxCapacity is '-1'") && i.Source.StartsWith("channel:"));
    }

    [Fact]
    public async Task Work_is_asked_for_over_http_and_an_unknown_agent_gets_none()
    {
        (await world.Api.GetAsync("/api/agents/nobody/work?wait=0")).Status.ShouldBe(System.Net.HttpStatusCode.NotFound);
        (await world.Api.PostAsync("/api/agents", Register)).Status.ShouldBe(System.Net.HttpStatusCode.OK);
        (await world.Api.GetAsync("/api/agents/a-1/work?wait=0")).Json.GetProperty("tasks").GetArrayLength().ShouldBe(0);
        var asking = world.Api.GetAsync("/api/agents/a-1/work?wait=30");
        await world.SubmitAsync("t", "wait");

        var task = (await asking).Json.GetProperty("tasks")[0];

        (task.GetProperty("taskId").GetString(), task.GetProperty("operation").GetString()).ShouldBe(("t", "wait"));
        var token = task.GetProperty("leaseToken").GetString();
        (await world.Api.PostAsync("/api/agents/a-1/start", $$"""{"tokens":["{{token}}","x#0.1@1"],"call":"c"}""")).Json.GetProperty("tokens").EnumerateArray()
            .Select(t => t.GetString()).ShouldBe([token]);
        (await world.Api.PostAsync(
            "/api/agents/a-1/reports", $$"""{"reports":[{"taskId":"t","leaseToken":"{{token}}","kind":"started"},{"taskId":"t","leaseToken":"{{token}}","kind":"succeeded","result":[1]}]}"""))["taken"].ShouldBe("2");
        (await world.Api.PostAsync("/api/agents/a-1/reports", $$"""{"reports":[{"taskId":"t","leaseToken":"{{token}}","kind":"succeeded","result":[1]}]}"""))["taken"].ShouldBe("1", "the same again was taken before");
        // The answer came after the commit.
        (await world.Get<TaskQueries>().GetAsync("t", false, None))!.State.ShouldBe(TaskStates.Completed);
        (await world.Api.PostAsync("/api/agents/a-1/reports", """{"targetId":"a-2","reports":[]}""")).Violation.Field.ShouldBe("targetId");
        (await world.Api.PostAsync("/api/agents/a-1/reports", "{")).Status.ShouldBe(System.Net.HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("""{"reports":"x"}""", "reports")]
    [InlineData("""{}""", "reports")]
    [InlineData("""{"reports":[{"taskId":"t","kind":"succeeded"}]}""", "reports[0]")]
    [InlineData("""{"reports":[7]}""", "reports[0]")]
    [InlineData("""{"reports":[{"taskId":"t","leaseToken":"t#0.1@1","kind":"melted"}]}""", "reports[0]")]
    public async Task Reports_that_cannot_be_read_are_not_said_to_be_taken(string body, string field)
    {
        await world.TellAsync(nameof(RegisterAgent), Register);

        var answer = await world.Api.PostAsync("/api/agents/a-1/reports", body);

        answer.Status.ShouldBe(System.Net.HttpStatusCode.BadRequest);
        answer.Violation.Field.ShouldBe(field);
    }

    [Fact]
    public async Task A_result_that_is_too_large_fails_the_attempt()
    {
        await world.TellAsync(nameof(RegisterAgent), Register);
        await world.SubmitAsync("t", "wait");
        var token = (await TakeAsync("a-1")).Tasks[0].LeaseToken;

        await world.Api.PostAsync(
            "/api/agents/a-1/reports", $$"""{"reports":[{"taskId":"t","leaseToken":"{{token}}","kind":"succeeded","result":"{{new string('x', 1_048_577)}}"}]}""");

        (await world.WaitForAsync("t", TaskStates.DeadLettered)).Attempts[0].ErrorType.ShouldBe("result_too_large");
    }

    private static SubmitTask Text(string operation) => new() { Kind = "text", Operation = operation };

    private async Task<ExecuteTasks> TakeAsync(string id) =>
        await (await world.Get<AgentMailboxes>().OpenAsync(id, None)).TakeAsync(TimeSpan.FromSeconds(30), None);

    private Task AnnounceAsync(string message) =>
        redis.Client.GetSubscriber().PublishAsync(Routing, message);
}
