using System.CommandLine;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Http;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Wasmtime;
using Swarm.Messaging.Wasmtime.Modules;

namespace Swarm.Messaging.Cli.Commands;

internal static class ModuleAdd
{
    public static Command Create(ApiOptions host, CliConsole console)
    {
        var file = new Argument<string>("FILE") { Description = "The compiled module, or - for stdin" };
        var pairs = new Option<string>("--pairs") { Description = "What it can do: file type and operation, e.g. js:analyze,py:test", HelpName = "PAIRS", Required = true };
        var name = new Option<string?>("--name") { Description = "Its name [default: that of the file]", HelpName = "NAME" };
        var memory = new Option<int?>("--memory-mb") { Description = $"The most memory an attempt gets, from 1 to {WasmOptions.LargestMemoryLimitMb}", HelpName = "MB" };
        var timeout = new Option<TimeSpan?>("--timeout") { Description = "The most time an attempt gets", HelpName = "DURATION", CustomParser = Duration.Of };
        var command = new Verb(
            "add",
            "Installs a module of your own: a WASI preview 1 program that reads JSON from stdin and writes JSON to stdout",
            """
            swarm modules add count.wasm --pairs js:analyze
            swarm modules add target/wasm32-wasip1/release/lint.wasm --name lint --pairs rs:analyze,rs:test --memory-mb 64 --timeout 5s
            """) { file, pairs, name, memory, timeout };
        HostVerb.Bind(command, host, console, async verb =>
        {
            var path = verb.Parse.GetValue(file)!;
            var module = verb.Parse.GetValue(name) ?? (path == "-" ? null : Path.GetFileNameWithoutExtension(path))
                ?? throw new CliException(ExitCodes.Usage, "A module from stdin needs a --name.");
            var bytes = await InputFile.ReadAsync(path, console, verb.Cancellation, ModuleInstaller.MostBytes).ConfigureAwait(false);
            var target = Paths.Module(
                module, ("pairs", verb.Parse.GetValue(pairs)), ("memoryMb", verb.Parse.GetValue(memory)), ("timeoutMs", (long?)verb.Parse.GetValue(timeout)?.TotalMilliseconds));
            var added = await verb.Api.PutAsync(target, bytes, "application/wasm", verb.Cancellation).ConfigureAwait(false);
            verb.Answer<ModuleView>(added, one =>
            {
                var replaced = one.Replaces is { } old ? $" It replaces {old[..12]}." : "";
                console.Out.WriteLine($"{one.Name} is installed, pinned by {one.Sha256}: {string.Join(", ", one.Pairs)}.{replaced}");
                foreach (var warning in one.Warnings ?? [])
                    console.Remark($"warning: {warning}");
            });
            return ExitCodes.Ok;
        });
        return command;
    }
}
