using System.Text.Json;
using Swarm.Messaging.Distribution.Operations;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>
/// A CRM task with <c>dependencis</c> among its constraints, or with <c>Constraints</c>, was accepted with a warning, and waited for nothing; with <c>client</c> it was nobody's, and with
/// <c>idempotency_key</c> it could be done twice.
/// </summary>
public sealed class AMisspeltConstraintLetATaskRunAtOnceTests
{
    [Theory]
    [InlineData("""{"operation":"tag_add","constraints":{"dependencis":["x"]}}""", "constraints.dependencis", "did you mean dependencies?")]
    [InlineData("""{"operation":"tag_add","requirements":{"tool":["browser"]}}""", "requirements.tool", "did you mean tools?")]
    [InlineData("""{"operation":"tag_add","requirements":{"maxRetries":1}}""", "requirements.maxRetries", "did you mean constraints.maxRetries?")]
    [InlineData("""{"operation":"tag_add","constraints":{"whatever":1}}""", "constraints.whatever", "dependencies")]
    [InlineData("""{"operation":"tag_add","Constraints":{"dependencies":["x"]}}""", "Constraints", "did you mean constraints?")]
    [InlineData("""{"operation":"tag_add","requirement":{"tools":["x"]}}""", "requirement", "did you mean requirements?")]
    [InlineData("""{"operation":"tag_add","client":"acme"}""", "client", "did you mean clientId?")]
    [InlineData("""{"operation":"tag_add","client_id":"acme"}""", "client_id", "did you mean clientId?")]
    [InlineData("""{"operation":"tag_add","idempotency_key":"k"}""", "idempotency_key", "did you mean idempotencyKey?")]
    [InlineData("""{"operation":"tag_add","requires":["x"]}""", "requires", "requirements")]
    [InlineData("""{"operation":"tag_add","approvals":["x"]}""", "approvals", "constraints")]
    public void It_is_refused_with_the_field_that_was_meant(string json, string field, string meant)
    {
        var found = new List<Violation>();

        CrmReader.Task(JsonElement.Parse(json), "", found);

        var violation = found.ShouldHaveSingleItem();
        (violation.Field, violation.Code).ShouldBe((field, "unknown_field"));
        violation.Rule.ShouldContain(meant);
    }
}
