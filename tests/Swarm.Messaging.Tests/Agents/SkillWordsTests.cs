using Swarm.Messaging.Agents;
using Swarm.Messaging.Contracts.Agents;

namespace Swarm.Messaging.Tests.Agents;

public sealed class SkillWordsTests
{
    private static readonly AgentDefinition Agent = new()
    {
        AgentId = "a", Type = "coder", TakesCode = false, Kinds = [new AgentKind("ghl")], Languages = ["TypeScript"], Frameworks = ["Vue"], Domains = ["CRM data"], Tools = ["Browser"],
        Permissions = ["crm.write"], BulkOperations = ["tag_add"],
    };

    [Theory]
    [InlineData("script", true)]
    [InlineData("VUE", true)]
    [InlineData("crm d", true)]
    [InlineData("rows", true)]
    [InlineData("java", false)]
    [InlineData("crm.write", false)]
    public void A_capability_is_a_part_of_some_entry_whatever_its_case(string word, bool has) => SkillWords.Has(Agent, word).ShouldBe(has);

    [Fact]
    public void An_agent_declares_what_it_has_of_what_tasks_have_asked_for() =>
        AgentWords.Of(Agent, ["script", "java", "crm d"]).ShouldBe(
            [.. AgentWords.Of(Agent), SkillWords.Capability("script"), SkillWords.Capability("crm d")], ignoreOrder: true);

    [Fact]
    public void Tools_permissions_type_and_bulk_are_declared_as_they_are() =>
        AgentWords.Of(Agent).ShouldBe(["agent", "type:coder", "tool:Browser", "permission:crm.write", "bulk:tag_add", "ghl/*"], ignoreOrder: true);

    [Fact]
    public void What_cannot_stand_in_a_tag_stands_there_as_a_hash()
    {
        SkillWords.Tool("c#").ShouldMatch("^tool:_[0-9a-f]{24}$");
        SkillWords.Tool("c#").ShouldNotBe(SkillWords.Tool("c+"));
        SkillWords.Capability("C#").ShouldBe(SkillWords.Capability("c#"));
    }
}
