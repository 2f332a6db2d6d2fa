using NetArchTest.Rules;
using Swarm.Messaging.Hosting;

namespace Swarm.Messaging.Architecture.Tests;

/// <summary>Folders of the product meet through contracts and small ports: who may use whom, as a list.</summary>
public sealed class FolderTests
{
    private const string Root = "Swarm.Messaging.";

    /// <summary>A folder and the folders it may use. What is not listed is not allowed.</summary>
    public static TheoryData<string, string[]> Allowed => new()
    {
        { "Expressions", [] },
        { "Placement", ["Expressions", "Outbox", "Scheduling", "Status"] },
        { "Execution", ["Bus", "Outbox", "Placement", "Routing", "Scheduling", "Tasks"] },
        { "Sagas", ["Outbox"] },
        { "Outbox", ["Bus", "Metrics", "Execution", "Placement", "Sagas", "Scheduling"] },
        { "Scheduling", ["Metrics", "Sagas"] },
        { "Alerts", ["Bus", "Execution", "Metrics", "Outbox", "Placement", "Scheduling", "Tasks"] },
        { "Metrics", ["Placement", "Tasks"] },
        { "Tasks", ["Bus", "Metrics", "Execution", "Intake", "Outbox", "Placement", "Sagas", "Scheduling", "Status"] },
        { "Routing", ["Bus", "Channels", "Coordination", "Execution", "Outbox", "Placement", "Scheduling", "Status", "Tasks", "Wasm"] },
        { "Channels", ["Bus"] },
        { "Status", ["Bus", "Execution", "Placement", "Tasks"] },
        { "Wasm", ["Alerts", "Bus", "Channels", "Control", "Execution", "Intake", "Outbox", "Placement", "Scheduling", "Status", "Tasks"] },
        { "Intake", ["Bus", "Configuration", "Execution", "Outbox", "Sagas", "Scheduling", "Status", "Tasks", "Wasm"] },
        { "Control", ["Bus", "Execution", "Intake"] },
        { "Configuration", ["Agents", "Channels", "Control", "Coordination", "Distribution", "Execution", "HostMemory", "Intake", "Objectives", "Placement", "Routing", "Scheduling", "Swarms", "Tasks", "Wasm", "Workers", "Workflows"] },
        { "Coordination", ["Alerts", "Bus", "Channels", "Configuration", "Control", "Execution", "Intake", "Outbox", "Placement", "Scheduling", "Status", "Tasks", "Wasm"] },
        { "Agents", ["Alerts", "Breakers", "Bus", "Channels", "Execution", "Hosting", "Intake", "Outbox", "Placement", "Scheduling", "Status", "Tasks"] },
        { "Workers", ["Alerts", "Bus", "Channels", "Control", "Execution", "Intake", "Outbox", "Placement", "Processes", "Scheduling", "Status", "Tasks", "Worker"] },
        { "Breakers", ["Execution", "Intake", "Status", "Tasks"] },
        { "Distribution", ["Agents", "Alerts", "Breakers", "Bus", "Execution", "Hosting", "Intake", "Outbox", "Placement", "Sagas", "Scheduling", "Status", "Tasks"] },
        { "Swarms", ["Alerts", "Bus", "Channels", "Execution", "Hosting", "Intake", "Outbox", "Placement", "Sagas", "Scheduling", "Status", "Tasks"] },
        { "Flow", ["Execution", "Intake", "Outbox", "Placement", "Tasks"] },
        { "Objectives", ["Agents", "Alerts", "Execution", "Intake", "Placement", "Scheduling", "Tasks", "Workflows"] },
        { "Schedules", ["Execution", "Intake", "Scheduling", "Tasks", "Workflows"] },
        { "HostMemory", ["Alerts", "Execution", "Scheduling", "Status"] },
        { "Workflows", ["Alerts", "Breakers", "Bus", "Channels", "Execution", "Expressions", "HostMemory", "Hosting", "Intake", "Metrics", "Outbox", "Placement", "Sagas", "Scheduling", "Status", "Tasks", "Workers"] },
    };

    [Theory]
    [MemberData(nameof(Allowed))]
    public void A_folder_uses_only_what_it_may(string folder, string[] allowed)
    {
        var folders = typeof(SwarmRegistration).Assembly.GetTypes()
            .Select(t => t.Namespace).OfType<string>().Where(n => n.StartsWith(Root, StringComparison.Ordinal))
            .Select(n => n[Root.Length..].Split('.')[0]).Distinct()
            .Except([folder, "Contracts", .. allowed]).Select(f => Root + f).ToArray();

        var result = Types.InAssembly(typeof(SwarmRegistration).Assembly)
            .That().ResideInNamespaceStartingWith(Root + folder)
            .ShouldNot().HaveDependencyOnAny(folders).GetResult();

        (result.FailingTypeNames ?? []).ShouldBeEmpty();
    }
}
