using Swarm.Messaging.Flow;

namespace Swarm.Messaging.Tests.Flow;

public sealed class FlowKeyRulesTests
{
    [Theory]
    [InlineData("client:acme")]
    [InlineData("client:*")]
    [InlineData("operation:ghl/contact_create")]
    [InlineData("operation:*")]
    [InlineData("operation:code/rs:Edit")]
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
    [InlineData("client:ä", "this has the character 'ä'")]
    [InlineData("client:cedar/x", "this has the character '/'")]
    [InlineData("location:ve9/EPM42", "this has the character '/'")]
    [InlineData("agent:a%2F1", "this has the character '%'")]
    [InlineData("operation:GHL/tag_add", "operation:ghl/tag_add")]
    [InlineData("operation:ghl/Tag_Add", "operation:ghl/tag_add")]
    [InlineData("operation:ghl/tag/add", "operation:KIND/OPERATION")]
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
    public void What_was_once_said_of_such_a_key_can_be_taken_back()
    {
        foreach (var key in new[] { "client:ä", "client:cedar/x", "operation:GHL/tag_add" })
        {
            FlowKeyRules.FormFault(key).ShouldBeNull();
            FlowKeyRules.RemoveFault(key).ShouldBeNull();
        }
    }

    [Theory]
    [InlineData("login:acme", "swarm resume login:acme")]
    [InlineData("login:*", "swarm resume login:CLIENT")]
    public void The_protection_of_a_login_is_the_systems(string key, string instead)
    {
        FlowKeyRules.RemoveFault(key).ShouldNotBeNull().ShouldContain(instead);
        FlowKeyRules.LimitFault(key, weighs: false, []).ShouldNotBeNull().ShouldContain(instead);
    }

    [Fact]
    public void A_value_of_an_expression_may_have_any_character_that_is_not_escaped() =>
        FlowKeyRules.LimitFault("pipeline:größe/1", weighs: false, ["pipeline"]).ShouldBeNull();

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
