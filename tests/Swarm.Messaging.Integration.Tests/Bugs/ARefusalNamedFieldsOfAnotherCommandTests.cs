using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Distribution;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A CRM task is judged as the task that it means, and was refused in that one's words.</summary>
public sealed class ARefusalNamedFieldsOfAnotherCommandTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task It_names_the_fields_that_the_caller_wrote()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);

        var refused = (await world.TellAsync(nameof(SubmitCrmTask), new { id = "not so", clientId = "nor so", operation = "tag_add", constraints = new { timeoutAfter = 0 } }))
            .ShouldBeOfType<CommandRejected>();

        refused.Command.ShouldBe(nameof(SubmitCrmTask));
        refused.Violations.Select(v => v.Field).ShouldBe(["id", "clientId", "constraints.timeoutAfter"], ignoreOrder: true);
        foreach (var violation in refused.Violations)
            refused.Message.ShouldContain($"{violation.Field} is '{violation.Value}'");
        refused.Message.ShouldNotContain("taskId");
        refused.Message.ShouldStartWith(nameof(SubmitCrmTask) + " ");
    }
}
