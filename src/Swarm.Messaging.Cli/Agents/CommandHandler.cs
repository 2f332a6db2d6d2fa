using System.ComponentModel;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Processes;

namespace Swarm.Messaging.Cli.Agents;

/// <summary>Runs the operator's command for a task: no shell, an environment that the operator chose, bounded in time and output, gone with all its children.</summary>
internal sealed class CommandHandler(AgentConfig config, TimeProvider time) : ISwarmAgentHandler
{
    private const int NotFound = 127;
    private const int ShownOutput = 2_000;

    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    public async Task<AgentResult> HandleAsync(AgentTask task, CancellationToken cancellation)
    {
        var type = TaskFiles.FileType(task);
        if (config.Commands.FirstOrDefault(c => c.Does(task.Kind, task.Operation, type)) is not { } command)
            return AgentResult.Fail("no_command", $"This agent has no command for {task.Kind} {(type is null ? "" : type + ":")}{task.Operation}; another may have.");
        var words = command.Command.SelectMany(CommandWords.In).ToHashSet();
        if (words.Contains("file") && TaskFiles.Text(task.Payload, "content") is null)
            return AgentResult.Fail("no_content", "The command needs a file with the task's content, and payload.content is missing or no text.", retryable: false);
        // It would be taken for an option.
        if (words.Contains("filePath") && TaskFiles.Text(task.Payload, "filePath") is { } path && (path.StartsWith('-') || path.Any(char.IsControl)))
            return AgentResult.Fail("bad_file_path", "payload.filePath begins with '-' or has a control character; the command takes it as an argument.", retryable: false);
        using var files = await TaskFiles.WriteAsync(task, cancellation).ConfigureAwait(false);
        return await RunAsync(command, [.. command.Command.Select(a => CommandWords.Fill(a, files.Words))], files, cancellation).ConfigureAwait(false);
    }

    private async Task<AgentResult> RunAsync(OperatorCommand command, IReadOnlyList<string> line, TaskFiles files, CancellationToken cancellation)
    {
        var output = new CutOutput(command.OutputLimit);
        var begun = time.GetTimestamp();
        ChildProcess child;
        try
        {
            child = await ChildProcess.StartAsync(new ChildProcessStart(line[0], [.. line.Skip(1)])
            {
                Environment = Environment(command),
                WorkingDirectory = command.WorkingDirectory ?? files.Folder,
                Bytes = output.Add,
            }).ConfigureAwait(false);
        }
        catch (Win32Exception e)
        {
            return AgentResult.Fail("command_not_found", $"{line[0]} could not be started: {e.Message}");
        }

        await using (child.ConfigureAwait(false))
        {
            try
            {
                var code = await child.Exited.WaitAsync(command.Timeout, time, cancellation).ConfigureAwait(false);
                await child.OutputEnded.WaitAsync(LastWords, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return Ended(command, line, code, output, time.GetElapsedTime(begun));
            }
            catch (TimeoutException)
            {
                return Failed("timeout", $"{line[0]} did not end within {command.Timeout.TotalSeconds:0.###} s and was killed.", output, command.Retryable);
            }
            finally
            {
                await child.KillTreeAsync().ConfigureAwait(false);
            }
        }
    }

    private static AgentResult Ended(OperatorCommand command, IReadOnlyList<string> line, int code, CutOutput output, TimeSpan duration)
    {
        if (command.ExitCodes.Contains(code))
        {
            return AgentResult.Ok(new CommandOutcome(
                code, output.ToString(), output.Length, output.IsCut, (long)duration.TotalMilliseconds));
        }

        return code == NotFound
            ? Failed("command_not_found", $"{line[0]} was not found, or could not find what it needs (exit code 127).", output, retryable: true)
            : Failed("command_failed", $"{line[0]} ended with exit code {code} after {duration.TotalMilliseconds:0} ms.", output, command.Retryable);
    }

    private static AgentResult.Failed Failed(string type, string message, CutOutput output, bool retryable)
    {
        var said = output.ToString().TrimEnd();
        return new(new TaskError(type, said.Length == 0 ? message : $"{message} Its output ends: {(said.Length > ShownOutput ? "..." + said[^ShownOutput..] : said)}", null, retryable));
    }

    private static Dictionary<string, string?> Environment(OperatorCommand command)
    {
        var own = System.Environment.GetEnvironmentVariables().Keys.Cast<string>();
        // What starts the command is itself found by PATH.
        var environment = own.Where(name => name != "PATH" && !command.Environment.Contains(name)).ToDictionary(name => name, _ => (string?)null, StringComparer.Ordinal);
        foreach (var (name, value) in command.Set)
            environment[name] = value;
        return environment;
    }
}

/// <summary>The result of a task whose command succeeded.</summary>
/// <param name="Output">Standard output and error as they came, cut in the middle when they are long.</param>
/// <param name="OutputBytes">Of everything it wrote.</param>
/// <param name="OutputCut">Something is left out of the output.</param>
internal sealed record CommandOutcome(int ExitCode, string Output, long OutputBytes, bool OutputCut, long DurationMs);
