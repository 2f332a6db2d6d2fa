using Microsoft.Extensions.Options;
using Swarm.Messaging.Agents;
using Swarm.Messaging.Agents.Catalog;

namespace Swarm.Messaging.Tests.Agents.Catalog;

public sealed class AgentCatalogTests
{
    internal static AgentCatalog Catalog(params (string Name, AgentTypeSettings Settings)[] types) =>
        new(new Fixed(new AgentOptions { Types = types.ToDictionary(t => t.Name, t => t.Settings) }));

    [Fact]
    public void It_has_42_names_of_which_17_are_defined()
    {
        AgentCatalog.Defaults.Count.ShouldBe(42);
        AgentCatalog.Defaults.Select(t => t.Name).Distinct().Count().ShouldBe(42);
        AgentCatalog.Defaults.Count(t => t.IsDefined).ShouldBe(17);
        AgentCatalog.Defaults.Where(t => t.IsDefined).ShouldAllBe(t => t.Capabilities.Count > 1);
    }

    [Fact]
    public void A_name_without_definition_is_refused_by_name_and_with_how_to_define_it()
    {
        Catalog().Refusal("coder").ShouldBeNull();
        var refusal = Catalog().Refusal("data-scientist").ShouldNotBeNull();
        refusal.ShouldContain("'data-scientist' is known by name alone");
        refusal.ShouldContain("Agents:Types:data-scientist:Description");
        Catalog().Refusal("codr").ShouldNotBeNull().ShouldContain("did you mean coder?");
        Catalog().Refusal("astronaut").ShouldNotBeNull().ShouldContain("There is no agent type 'astronaut'");
    }

    [Fact]
    public void A_setting_defines_one_and_adds_another()
    {
        var catalog = Catalog(
            ("data-scientist", new AgentTypeSettings { Description = "Makes models of data", Capabilities = ["statistics"] }),
            ("astronaut", new AgentTypeSettings { Description = "Flies", Capabilities = ["flying"], Steps = ["fly"] }),
            ("coder", new AgentTypeSettings { Description = "Writes COBOL" }));

        catalog.Refusal("data-scientist").ShouldBeNull();
        catalog.Refusal("astronaut").ShouldBeNull();
        catalog.For("fly")!.Name.ShouldBe("astronaut");
        (catalog.All.Count, catalog.All.Count(t => t.IsDefined)).ShouldBe((43, 19));
        catalog.Find("coder")!.ShouldSatisfyAllConditions(t => t.Description.ShouldBe("Writes COBOL"), t => t.Capabilities.ShouldContain("debugging"));
    }

    [Fact]
    public void A_description_alone_is_no_definition() =>
        Catalog(("data-scientist", new AgentTypeSettings { Description = "Makes models of data" })).Refusal("data-scientist").ShouldNotBeNull();

    [Theory]
    [InlineData("research", "researcher")]
    [InlineData("analysis", "analyst")]
    [InlineData("documentation", "technical-writer")]
    [InlineData("design", "architect")]
    [InlineData("code", "coder")]
    [InlineData("test", "tester")]
    [InlineData("review", "reviewer")]
    [InlineData("collect", "researcher")]
    [InlineData("analyse", "analyst")]
    [InlineData("report", "technical-writer")]
    public void Every_step_of_an_objective_is_somebodys_part(string step, string type) => Catalog().For(step)!.Name.ShouldBe(type);

    [Fact]
    public void What_cannot_be_is_named()
    {
        var broken = new AgentOptions { Types = { ["Not A Name"] = new(), ["x"] = new AgentTypeSettings { Capabilities = [] } } }.Validate(new(this)).Select(r => r.ErrorMessage).ToList();
        broken.ShouldContain(m => m!.StartsWith("Agents:Types:Not A Name is no name of a type", StringComparison.Ordinal));
        broken.ShouldContain(m => m!.StartsWith("Agents:Types:x has capabilities", StringComparison.Ordinal));
    }

    private sealed class Fixed(AgentOptions options) : IOptionsMonitor<AgentOptions>
    {
        public AgentOptions CurrentValue => options;

        public AgentOptions Get(string? name) => options;

        public IDisposable? OnChange(Action<AgentOptions, string?> listener) => null;
    }
}
