using System.Text.Json;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Tests.Wasm;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>A rejection that did not hand the value over called the field missing, though the sender saw it stand there.</summary>
[Collection(WasmCollection.Name)]
public sealed class AFieldThatWasThereWasCalledMissingTests(WasmFixture wasm)
{
    [Theory]
    [InlineData("create", """{"language":"py","template":"function","content":"x = 1"}""", "payload.content", "\"x = 1\"")]
    [InlineData("edit", """{"language":"py","content":"x","edits":[],"diff":"@@"}""", "payload.edits", "[]")]
    [InlineData("analyze", """{"language":"py","content":"\ud800"}""", "payload.content", "\"\\ud800\"")]
    public void Its_value_is_shown(string operation, string payload, string field, string value) =>
        wasm.Executor.Validate(operation, JsonElement.Parse(payload)).ShouldContain(v => v.Field == field && v.Value == value);

    [Fact]
    public void What_is_absent_is_still_missing() => CommandRules.Reject(
        "CreateTask", null, wasm.Executor.Validate("create", JsonElement.Parse("""{"language":"py"}"""))).Message.ShouldContain("payload.template is missing");
}
