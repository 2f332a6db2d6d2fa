using System.Text.Json;
using Swarm.Messaging.Worker.Running;
using Swarm.Messaging.Worker.Shipped;

namespace Swarm.Messaging.Worker.Tests;

public sealed class PayloadMisfitTests
{
    [Theory]
    [InlineData("""{ "command": "x", "argument": [] }""", "payload.argument is not a field here; process has command, arguments, input.")]
    [InlineData("""{ "command": "x", "arguments": "all" }""", "payload.arguments has a value of another kind than process takes there.")]
    [InlineData("[1]", "payload has a value of another kind than process takes there.")]
    public void It_is_told_in_the_words_of_whoever_wrote_the_payload(string payload, string says)
    {
        var misfit = Should.Throw<JsonException>(() => JsonSerializer.Deserialize<ProcessPayload>(payload, WorkerJson.Options));

        var told = PayloadMisfit.Of<ProcessPayload>("process", misfit);

        (told.Code, told.Retryable, told.Message).ShouldBe(("invalid_payload", false, says));
    }
}
