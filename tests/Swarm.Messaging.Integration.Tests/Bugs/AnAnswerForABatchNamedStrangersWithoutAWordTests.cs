using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Distribution;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>An agent's answer for a batch named a task twice, one that nobody had asked for and one without a sense: nobody was told, and of the last it was said that the answer does not name it.</summary>
public sealed class AnAnswerForABatchNamedStrangersWithoutAWordTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private const string Answer = """
        {"items":[{"taskId":"t0","success":false,"error":"no"},{"taskId":"t0","success":true,"output":{"n":1}},{"taskId":"t1","success":"yes"},{"taskId":"stranger","success":true}]}
        """;

    [Fact]
    public async Task The_log_names_each_and_what_is_no_answer_is_in_doubt()
    {
        var log = new LogLines();
        await using var world = await CrmWorld.StartAsync(redis.Server.Port, configure: services => services.AddSingleton<ILoggerProvider>(log));
        await world.AgentAsync(
            "agent_001", task => task.TaskId.EndsWith(".bulk", StringComparison.Ordinal) ? Task.FromResult(JsonElement.Parse(Answer)) : CrmAgent.Fine(task), new { bulkOperations = new[] { "contact_create" } });
        for (var i = 0; i < 3; i++)
            await world.SubmitAsync($"t{i}", "contact_create", "acme");

        await world.PassAsync(TimeSpan.FromSeconds(2.5));

        (await world.WaitForAsync("t0", TaskStates.Completed)).Result!.Value.GetProperty("n").GetInt32().ShouldBe(1);
        await ShouldDoubtAsync("t1", "its answer of it has the success \"yes\", which is neither true nor false");
        await ShouldDoubtAsync("t2", "its answer does not name it");
        foreach (var said in new[] { "The answer of agent_001", "t0 is answered 2 times: the first success counts", "t1 has the success \"yes\"", "nobody asked for stranger" })
            log.Text.ShouldContain(said);

        async Task ShouldDoubtAsync(string id, string why)
        {
            var failed = (await world.WaitForAsync(id, TaskStates.RetryScheduled, TaskStates.Parked, TaskStates.Placed, TaskStates.Running, TaskStates.Completed)).Attempts[0];
            failed.ErrorType.ShouldBe("bulk_unanswered");
            failed.Message.ShouldNotBeNull().ShouldContain(why);
        }
    }
}
