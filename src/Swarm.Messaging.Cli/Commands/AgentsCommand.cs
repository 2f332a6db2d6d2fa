using System.CommandLine;
using Swarm.Messaging.Agents;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Http;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Contracts.Agents;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>Agents that a system knows. Without a verb of its own it lists.</summary>
internal static class AgentsCommand
{
    public static Command Create(CliConsole console)
    {
        var command = new Verb(
            "agents",
            "Agents that work for the system: list, types, drain, remove, reset-breaker. 'swarm agent' is one",
            """
            swarm agents                             all of them: what they take, load, breaker, when last seen
            swarm agents types                       what agents of each type are for, and which types nobody has defined
            swarm agents drain builder-1             no new work; --undo: work again
            swarm agents remove builder-1            what it has not begun goes elsewhere at once
            swarm agents reset-breaker builder-1     work again after too many failures
            """);
        var host = ApiOptions.AddTo(command);
        HostVerb.Bind(command, host, console, verb => ListAsync(verb, console));
        command.Add(Types(host, console));
        var undo = new Option<bool>("--undo") { Description = "Work again" };
        command.Add(Act(
            host, console, "drain", "No new work for an agent; what it runs goes on", "swarm agents drain builder-1",
            (verb, id) => verb.Api.PostAsync(Paths.Agent(id, "drain"), new { undo = verb.Parse.GetValue(undo) }, verb.Cancellation), undo));
        command.Add(Act(
            host, console, "remove", "Forgets an agent; one that lives registers again unless it is stopped", "swarm agents remove builder-1",
            (verb, id) => verb.Api.DeleteAsync(Paths.Agent(id), verb.Cancellation)));
        command.Add(Act(
            host, console, "reset-breaker", "Closes an agent's circuit breaker and forgets its recent failures", "swarm agents reset-breaker builder-1",
            (verb, id) => verb.Api.PostAsync(Paths.Agent(id, "reset-breaker"), new { }, verb.Cancellation)));
        return command;
    }

    private static Verb Types(ApiOptions host, CliConsole console)
    {
        var command = new Verb("types", "The catalogue of agent types, with what the settings have defined", "swarm agents types");
        HostVerb.Bind(command, host, console, async verb =>
        {
            var document = await verb.Api.GetAsync(Paths.AgentTypes, verb.Cancellation).ConfigureAwait(false);
            verb.Answer<AgentTypes>(document, list =>
            {
                var table = Tables.Create("Type", "Description", "Capabilities", "Steps");
                foreach (var type in list.Types)
                    table.Add(type.Name, type.Description ?? "not defined", string.Join(' ', type.Capabilities), string.Join(' ', type.Steps));
                console.Answers.Write(table);
                console.Remark($"{list.Types.Count} types, {list.Types.Count(t => t.IsDefined)} of them defined; Agents:Types:NAME defines one.");
            });
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Verb Act(
        ApiOptions host, CliConsole console, string name, string description, string example,
        Func<HostVerb, string, Task<System.Text.Json.JsonElement>> act, params Option[] options)
    {
        var agent = new Argument<string>("ID") { Description = "The agent's id" };
        var command = new Verb(name, description, example) { agent };
        foreach (var option in options)
            command.Add(option);
        HostVerb.Bind(command, host, console, async verb =>
        {
            var answer = await act(verb, verb.Parse.GetValue(agent)!).ConfigureAwait(false);
            verb.Answer<AgentChanged>(answer, done => console.Out.WriteLine(
                $"{done.AgentId} is {done.Status}, its breaker {done.Breaker}{(done.Changed ? "" : "; it was so already")}."));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<int> ListAsync(HostVerb verb, CliConsole console)
    {
        var document = await verb.Api.GetAsync(Paths.Agents, verb.Cancellation).ConfigureAwait(false);
        verb.Answer<AgentReport>(document, report => Write(console, report.Agents));
        return ExitCodes.Ok;
    }

    private static void Write(CliConsole console, IReadOnlyList<AgentView> agents)
    {
        if (agents.Count == 0)
        {
            console.Remark("No agent has registered. 'swarm agent --help' shows how to run one.");
            return;
        }

        var table = Tables.Create("Agent", "Type", "Status", "#Load", "Takes", "Tags", "#Done", "#Failed", "#Average", "Breaker", "Last seen");
        foreach (var agent in agents)
        {
            table.Add(
                agent.AgentId, agent.Type, agent.Status, $"{agent.Load}/{agent.MaxCapacity}", Takes(agent), string.Join(' ', agent.Tags),
                Shown.Count(agent.Succeeded), Shown.Count(agent.Failed), Shown.Span(TimeSpan.FromMilliseconds(agent.AvgResponseTimeMs)),
                agent.Breaker, Shown.Time(agent.LastSeen));
        }

        console.Answers.Write(table);
    }

    private static string Takes(AgentView agent)
    {
        var isCode = agent.FileTypes is not { Count: 0 } || agent.Operations is not { Count: 0 };
        string[] code = isCode ? [$"code {Names(agent.FileTypes)}:{Names(agent.Operations)}"] : [];
        return string.Join(", ", code.Concat(agent.Kinds));
    }

    private static string Names(IReadOnlyList<string>? names) => names is null ? "*" : string.Join('|', names);
}
