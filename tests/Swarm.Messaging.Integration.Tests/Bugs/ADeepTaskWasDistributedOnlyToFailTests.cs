using System.Text.Json;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Swarms;
using Swarm.Messaging.Swarms.Work;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A swarm's task was distributed although the task that is made of it could only be refused, for its depth or its size.</summary>
public sealed class ADeepTaskWasDistributedOnlyToFailTests
{
    private readonly SwarmTaskReader reader = new(new SwarmTaskPolicy(), Options.Create(new WorkOptions()));

    [Theory]
    [InlineData(StoredJson.Deepest + 1)]
    [InlineData(59)]
    [InlineData(63)]
    public void It_is_refused_at_once(int levels)
    {
        var rejected = reader.Read(JsonElement.Parse($$"""{"taskId":"t1","payload":{{DeepJson.Text(levels)}}}""")).Rejected.ShouldNotBeNull();

        (rejected.Code, rejected.Violations.ShouldHaveSingleItem().Field).ShouldBe(("too_deep", "payload"));
        rejected.Message.ShouldContain($"this has {levels}");
    }

    [Fact]
    public void What_is_taken_makes_a_task_and_a_message_that_can_be_carried()
    {
        var order = reader.Read(JsonElement.Parse($$"""{"taskId":"t1","payload":{{DeepJson.Text(StoredJson.Deepest)}}}""")).Order.ShouldNotBeNull();

        JsonDepth.Fits(JsonSerializer.SerializeToUtf8Bytes(SwarmTaskPayload.Of(order, "alpha"))).ShouldBeTrue();
        var message = new SwarmMessage
        {
            Id = "m", SwarmId = "alpha", MessageType = SwarmMessageTypes.Targeted, Payload = JsonSerializer.SerializeToElement(new { Task = order }, JsonSerializerOptions.Web),
            Metadata = new SwarmMessageMetadata { Sender = "alpha" },
        };
        JsonDepth.Fits(JsonSerializer.SerializeToUtf8Bytes(message), StoredJson.DeepestMessage).ShouldBeTrue();
    }

    [Theory]
    [InlineData(300, "too_large")]
    [InlineData(2_000, null)]
    public void One_that_is_too_large_with_its_other_fields_is_refused_too(int left, string? code)
    {
        var payload = JsonSerializer.Serialize(new string('a', TaskOptions.MaxPayloadBytes - left));

        var read = reader.Read(JsonElement.Parse($$"""{"taskId":"t1","description":"{{new string('d', 500)}}","payload":{{payload}}}"""));

        read.Rejected?.Code.ShouldBe(code);
        (read.Order is null).ShouldBe(code is not null);
    }
}
