using Swarm.Messaging.Agents;
using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Tests.Agents;

public sealed class AgentRulesTests
{
    [Fact]
    public void Define_LeastPossible_HasTheDefaults()
    {
        var agent = AgentRules.Define(new RegisterAgent { AgentId = "a-1" }, hasBroker: true, []).ShouldNotBeNull();

        (agent.Type, agent.MaxCapacity, agent.Transport, agent.TakesCode).ShouldBe(("agent", 10, AgentTransports.Bus, true));
        (agent.FileTypes, agent.Operations).ShouldBe((null, null));
    }

    [Fact]
    public void Define_WithoutABroker_GoesOverHttp() =>
        AgentRules.Define(new RegisterAgent { AgentId = "a-1" }, hasBroker: false, [])!.Transport.ShouldBe(AgentTransports.Http);

    [Fact]
    public void Define_KindsOnly_TakesNoCode() =>
        AgentRules.Define(new RegisterAgent { AgentId = "a-1", Kinds = [new AgentKind("image")] }, hasBroker: true, [])!.TakesCode.ShouldBeFalse();

    [Fact]
    public void Define_EverythingWrong_NamesEachFieldWithItsValueAndRule()
    {
        var found = new List<Violation>();
        var agent = AgentRules.Define(
            new RegisterAgent
            {
                AgentId = "leader", Type = "a b", MaxCapacity = 0, Transport = "pigeon", Tags = ["wasm", "ä"],
                Capabilities = new AgentCapabilities { FileTypes = ["Py"], Operations = [], Specializations = ["*"] },
                Kinds = [new AgentKind("code"), new AgentKind(null), new AgentKind("image", ["a/b"])],
            },
            hasBroker: true, found);

        agent.ShouldBeNull();
        found.Select(v => v.Field).ShouldBe(
            [
                "agentId", "type", "capabilities.fileTypes[0]", "capabilities.operations", "capabilities.specializations[0]", "kinds[0].kind", "kinds[1].kind",
                "kinds[2].operations[0]", "tags[0]", "tags[1]", "maxCapacity", "transport",
            ]);
        found[0].Code.ShouldBe("reserved_id");
        found.Single(v => v.Field == "maxCapacity").ShouldBe(new Violation("maxCapacity", "0", "A whole number from 1 to 10000."));
        found.ShouldAllBe(v => v.Rule.Length > 0);
    }

    [Fact]
    public void Check_StartWithoutTokensAndCall_NamesBoth()
    {
        var found = new List<Violation>();
        AgentRules.Check(new StartAttempts { AgentId = "a" }, found);

        found.Select(v => v.Field).ShouldBe(["tokens", "call"]);
    }
}
