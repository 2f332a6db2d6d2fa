using Swarm.Messaging.Flow;

namespace Swarm.Messaging.Tests.Flow;

public sealed class FlowKeyRulesTests
{
    [Theory]
    [InlineData("client:acme")]
    [InlineData("client:*")]
    [InlineData("operation:ghl/contact_create")]
    [InlineData("operation:*")]
    [InlineData("agent:host-1:wasm")]
    [InlineData("location:acme")]
    [InlineData("location:*")]
    public void A_key_that_attempts_count_for_can_be_limited(string key)
    {
        FlowKeyRules.FormFault(key).ShouldBeNull();
        FlowKeyRules.LimitFault(key, weighs: false, []).ShouldBeNull();
    }

    [Theory]
    [InlineData("operation:conversation_send", "operation:ghl/conversation_send")]
    [InlineData("operation:ghl/", "operation:KIND/OPERATION")]
    [InlineData("operation:/contact_create", "operation:KIND/OPERATION")]
    [InlineData("operation:ghl/*", "operation:*")]
    [InlineData("Client:acme", "client:acme")]
    [InlineData("OPERATION:ghl/tag_add", "operation:ghl/tag_add")]
    [InlineData("client:ac me", "without white space")]
    [InlineData("client: ", "without white space")]
    [InlineData("*:*", "a key begins with client:, operation:, agent:, location:, target:")]
    [InlineData("kunde:acme", "a key begins with client:")]
    [InlineData("client:ac*", "client:*")]
    [InlineData("target:a-1", "agent:a-1")]
    [InlineData("target:*", "agent:*")]
    public void A_key_that_nothing_can_count_for_is_told_with_the_right_spelling(string key, string spelling) =>
        FlowKeyRules.LimitFault(key, weighs: false, []).ShouldNotBeNull().ShouldContain(spelling);

    [Theory]
    [InlineData("location:*")]
    [InlineData("operation:ghl/tag_add")]
    [InlineData("agent:a-1")]
    public void A_weight_is_a_clients(string key)
    {
        FlowKeyRules.LimitFault(key, weighs: true, []).ShouldNotBeNull().ShouldContain("client:CLIENT");
        FlowKeyRules.LimitFault("client:acme", weighs: true, []).ShouldBeNull();
    }

    [Theory]
    [InlineData("target:a-1", null)]
    [InlineData("agent:a-1", null)]
    [InlineData("operation:ghl/tag_add", null)]
    [InlineData("client:*", "One key")]
    [InlineData("operation:tag_add", "operation:ghl/tag_add")]
    [InlineData("Target:a-1", "target:a-1")]
    public void A_pause_is_for_one_key_and_for_targets_too(string key, string? fault)
    {
        if (fault is null)
            FlowKeyRules.PauseFault(key, []).ShouldBeNull();
        else
            FlowKeyRules.PauseFault(key, []).ShouldNotBeNull().ShouldContain(fault);
    }

    [Theory]
    [InlineData("client:")]
    [InlineData("client")]
    [InlineData(":acme")]
    [InlineData("client:a|b")]
    [InlineData(null)]
    public void A_key_has_a_name_and_a_value(string? key) => FlowKeyRules.FormFault(key).ShouldNotBeNull().ShouldContain("agent:a-1");

    [Fact]
    public void A_name_that_is_set_up_is_one()
    {
        FlowKeyRules.LimitFault("pipeline:p1", weighs: false, []).ShouldNotBeNull();
        FlowKeyRules.LimitFault("pipeline:p1", weighs: false, ["pipeline"]).ShouldBeNull();
        FlowKeyRules.LimitFault("pipeline:*", weighs: false, ["pipeline"]).ShouldBeNull();
        FlowKeyRules.PauseFault("pipeline:p1", ["pipeline"]).ShouldBeNull();
        FlowKeyRules.LimitFault("Pipeline:p1", weighs: false, ["pipeline"]).ShouldNotBeNull().ShouldContain("pipeline:p1");
    }
}
