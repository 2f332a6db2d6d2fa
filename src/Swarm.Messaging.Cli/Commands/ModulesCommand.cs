using System.CommandLine;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Http;
using Swarm.Messaging.Cli.Terminal;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>WebAssembly modules and what they declare. Without a verb of its own it lists.</summary>
internal static class ModulesCommand
{
    public static Command Create(CliConsole console)
    {
        var command = new Verb(
            "modules",
            "WebAssembly modules of a host and the file types and operations they declare: list, add, remove",
            """
            swarm modules                                               all of them with their pairs
            swarm modules add count.wasm --pairs js:analyze,py:test     one of your own: a WASI program, JSON on stdin to JSON on stdout
            swarm modules remove count
            """);
        var host = ApiOptions.AddTo(command);
        HostVerb.Bind(command, host, console, verb => ListAsync(verb, console));
        command.Add(ModuleAdd.Create(host, console));
        command.Add(ModuleRemove.Create(host, console));
        return command;
    }

    private static async Task<int> ListAsync(HostVerb verb, CliConsole console)
    {
        var document = await verb.Api.GetAsync(Paths.Modules, verb.Cancellation).ConfigureAwait(false);
        verb.Answer<ModuleList>(document, list => Write(console, list));
        return ExitCodes.Ok;
    }

    private static void Write(CliConsole console, ModuleList list)
    {
        var table = Tables.Create("Module", "Origin", "Operation", "File types", "#Memory", "#Time", "SHA-256");
        foreach (var module in list.Modules)
        {
            foreach (var (i, group) in ByOperation(module).Index())
            {
                var isFirst = i == 0;
                table.Add(
                    isFirst ? module.Name : "", isFirst ? module.Shipped ? "shipped" : "own" : "", group.Key, string.Join(' ', group),
                    isFirst && module.MemoryLimitMb is { } memory ? $"{memory} MB" : "",
                    isFirst && module.TimeoutMs is { } ms ? Shown.Span(TimeSpan.FromMilliseconds(ms)) : "",
                    isFirst ? module.Sha256[..12] : "");
            }
        }

        console.Answers.Write(table);
        foreach (var problem in list.Problems)
            console.Remark($"{problem.Name} cannot be used: {problem.Problem}");
    }

    private static IEnumerable<IGrouping<string, string>> ByOperation(ModuleView module) =>
        module.Pairs.Select(pair => pair.Split(':')).GroupBy(pair => pair[1], pair => pair[0]);
}
