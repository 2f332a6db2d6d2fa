using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Agents;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>The end of an execution that was over, cancelled or given to another, changed nothing and was answered as taken.</summary>
public sealed class AReportThatCameTooLateWasSaidToBeTakenTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private AgentWorld world = null!;

    public async Task InitializeAsync()
    {
        world = await AgentWorld.StartAsync(redis.Server.ConnectionString);
        await world.Api.PostAsync("/api/agents", """{"agentId":"a-1","kinds":[{"kind":"text"}]}""");
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Theory]
    [InlineData("succeeded")]
    [InlineData("failed")]
    [InlineData("refused")]
    [InlineData("returned")]
    public async Task Over_http_it_is_named_with_the_reason_each_time_that_it_comes(string kind)
    {
        var token = await BegunAsync();
        await world.TellAsync(nameof(CancelTask), """{"taskId":"t","reason":"not needed"}""");
        var body = $$"""{"reports":[{"taskId":"t","leaseToken":"{{token}}","kind":"{{kind}}"},{"taskId":"nobody","leaseToken":"nobody#0.1@1","kind":"succeeded"}]}""";

        for (var times = 0; times < 3; times++)
        {
            var answer = (await world.Api.PostAsync("/api/agents/a-1/reports", body)).Json;
            // Given back it is no execution: whether the first was taken is not kept.
            var late = answer.GetProperty("refused").EnumerateArray().First();
            if (kind == "returned" && times > 0)
            {
                late.GetProperty("taskId").GetString().ShouldBe("nobody");
                continue;
            }

            answer.GetProperty("taken").GetInt32().ShouldBe(0);
            late.ShouldSatisfyAllConditions(
                r => r.GetProperty("taskId").GetString().ShouldBe("t"), r => r.GetProperty("kind").GetString().ShouldBe(kind), r => r.GetProperty("code").GetString().ShouldBe("stale_lease"),
                r => r.GetProperty("error").GetString().ShouldNotBeNull().ShouldContain("the task is Cancelled (not needed)"));
            answer.GetProperty("refused")[1].GetProperty("code").GetString().ShouldBe("not_found");
        }

        (await world.Get<TaskQueries>().GetAsync("t", false, None))!.State.ShouldBe(TaskStates.Cancelled);
    }

    [Fact]
    public async Task Of_many_those_that_count_are_taken_and_one_that_failed_is_so_again()
    {
        var token = await BegunAsync();
        var failed = $$"""{"taskId":"t","leaseToken":"{{token}}","kind":"failed","error":{"type":"bad","message":"m","retryable":false} }""";

        foreach (var _ in new[] { 1, 2 })
        {
            var answer = (await world.Api.PostAsync("/api/agents/a-1/reports", $$"""{"reports":[{{failed}}]}""")).Json;
            (answer.GetProperty("taken").GetInt32(), answer.GetProperty("refused").GetArrayLength()).ShouldBe((1, 0));
        }

        var other = (await world.Api.PostAsync("/api/agents/a-1/reports", $$"""{"reports":[{{failed}},{"taskId":"t","leaseToken":"{{token}}","kind":"succeeded"}]}""")).Json;
        (other.GetProperty("taken").GetInt32(), other.GetProperty("refused").EnumerateArray().Single().GetProperty("index").GetInt32()).ShouldBe((1, 1));
    }

    private async Task<string> BegunAsync()
    {
        await world.SubmitAsync("t", "wait");
        var task = (await world.Api.GetAsync("/api/agents/a-1/work?wait=30")).Json.GetProperty("tasks")[0];
        var token = task.GetProperty("leaseToken").GetString()!;
        await world.Api.PostAsync("/api/agents/a-1/start", $$"""{"tokens":["{{token}}"],"call":"c"}""");
        await world.Api.PostAsync("/api/agents/a-1/reports", $$"""{"reports":[{"taskId":"t","leaseToken":"{{token}}","kind":"started"}]}""");
        return token;
    }
}
