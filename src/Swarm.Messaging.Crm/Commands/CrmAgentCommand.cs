using System.CommandLine;
using System.CommandLine.Parsing;
using Swarm.Messaging.Client;
using Swarm.Messaging.Crm.Operations;

namespace Swarm.Messaging.Crm.Commands;

/// <summary>The CRM agent as a program: <c>swarm crm-agent</c>.</summary>
internal static class CrmAgentCommand
{
    private const int Ok = 0;
    private const int Failed = 1;
    private const int Usage = 2;
    private const int Rejected = 3;
    private const int NoHost = 4;
    private const int Interrupted = 130;
    private const double MostStepSeconds = 3_600;

    /// <returns>Exit code, as of <c>swarm</c>.</returns>
    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        var command = Create(output);
        var parse = command.Parse(arguments);
        if (parse.Errors.Count > 0 && parse.Action?.ClearsParseErrors != true)
        {
            foreach (var problem in parse.Errors)
                await error.WriteLineAsync($"swarm crm-agent: {problem.Message}").ConfigureAwait(false);
            return Usage;
        }

        try
        {
            return await parse.InvokeAsync(
                new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationException or ArgumentException or InvalidDataException)
        {
            await error.WriteLineAsync($"swarm crm-agent: {e.Message}").ConfigureAwait(false);
            return Usage;
        }
        catch (JournalException e)
        {
            await error.WriteLineAsync($"swarm crm-agent: {e.Message}").ConfigureAwait(false);
            return Failed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"swarm crm-agent: A file cannot be used: {e.Message} Free or enlarge the disk, or name another --folder.").ConfigureAwait(false);
            return Failed;
        }
        catch (SwarmClientException e)
        {
            await error.WriteLineAsync($"swarm crm-agent: {e.Message}").ConfigureAwait(false);
            return e.Transient ? NoHost : Rejected;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await error.WriteLineAsync("swarm crm-agent: interrupted.").ConfigureAwait(false);
            return Interrupted;
        }
        catch (Exception e)
        {
            await error.WriteLineAsync($"swarm crm-agent: It ended by an error that nobody has foreseen, {e.GetType().Name}: {e.Message} Start it again; what it had begun is in its journal.").ConfigureAwait(false);
            return Failed;
        }
    }

    private static RootCommand Create(TextWriter output)
    {
        var browser = new Option<bool>("--browser") { Description = "Work in a browser, a session for each client" };
        var rest = new Option<bool>("--rest") { Description = "Work by the REST interface" };
        var operations = new Option<string>("--operations") { Description = "Folder with the descriptions, in browser/ and rest/", HelpName = "FOLDER", Required = true };
        var url = new Option<Uri?>("--base-url") { Description = "The CRM's address", HelpName = "URL", Required = true, CustomParser = Web };
        var credentials = new Option<string>("--credentials") { Description = "JSON: { \"clients\": { id: { \"user\", \"password\", \"token\" } } }", HelpName = "FILE", Required = true };
        var folder = new Option<string>("--folder") { Description = "The agent's own: journal of effects, screenshots, downloads", HelpName = "FOLDER", DefaultValueFactory = _ => "crm-agent-data" };
        var id = new Option<string?>("--id") { Description = "The agent's name [default: the machine's, and six characters]", HelpName = "ID" };
        var capacity = new Option<int>("--capacity") { Description = "Tasks at a time that it offers. The host gives an idle agent at most 5: each adds 0.2 to its workload, below 0.9 it gets another (Agents:WorkloadStep, Agents:WorkloadLimit: swarm config)", HelpName = "N", DefaultValueFactory = _ => 5 };
        var slots = new Option<int>("--slots") { Description = "Tasks at a time in one session", HelpName = "N", DefaultValueFactory = _ => 5 };
        var sessions = new Option<int>("--max-sessions") { Description = "Sessions open at a time", HelpName = "N", DefaultValueFactory = _ => 20 };
        var step = new Option<double>("--step-seconds") { Description = "Longest wait for one step of a page", HelpName = "SECONDS", DefaultValueFactory = _ => 10 };
        var call = new Option<double>("--call-seconds") { Description = "REST: longest wait for an answer. What had none is repeated only when it is not seen for as long again", HelpName = "SECONDS", DefaultValueFactory = _ => 30 };
        var chromium = new Option<string>("--chromium") { Description = "The browser", HelpName = "PATH", DefaultValueFactory = _ => "/usr/bin/chromium" };
        var host = new Option<Uri?>("--host") { Description = "The system's HTTP API [default: SWARM_HOST, else the host of --data]", HelpName = "URL", CustomParser = Web };
        var token = new Option<string?>("--token") { Description = "Of the HTTP API [default: SWARM_TOKEN, else of --data]", HelpName = "TOKEN" };
        var data = new Option<string>("--data") { Description = "Data folder of a host on this machine", HelpName = "FOLDER", DefaultValueFactory = _ => "data" };
        var broker = new Option<Uri?>("--broker") { Description = "Work over RabbitMQ instead of HTTP", HelpName = "URL", CustomParser = Broker };
        var prefix = new Option<string>("--prefix") { Description = "With --broker: the installation's", HelpName = "NAME", DefaultValueFactory = _ => "" };
        var command = new RootCommand("Is an agent for CRM operations (kind ghl). Ctrl-C stops it in good order.")
        {
            browser, rest, operations, url, credentials, folder, id, capacity, slots, sessions, step, call, chromium, host, token, data, broker, prefix,
        };
        foreach (var seconds in new[] { step, call })
        {
            seconds.Validators.Add(result =>
            {
                if (result.Tokens.Count > 0 && result.GetValueOrDefault<double>() is not (> 0 and <= MostStepSeconds) and var value)
                    result.AddError($"{seconds.Name} is {value}; it must be above 0 and at most {MostStepSeconds}.");
            });
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(browser) == result.GetValue(rest))
                result.AddError("Give either --browser or --rest.");
        });
        command.SetAction(async (parse, cancellation) =>
        {
            var options = new CrmAgentOptions
            {
                Operations = parse.GetValue(operations)!, BaseAddress = parse.GetValue(url)!, Credentials = parse.GetValue(credentials)!, Data = parse.GetValue(folder)!,
                SlotsPerSession = parse.GetValue(slots), MaxSessions = parse.GetValue(sessions), StepTimeout = TimeSpan.FromSeconds(parse.GetValue(step)),
                CallTimeout = TimeSpan.FromSeconds(parse.GetValue(call)), Chromium = parse.GetValue(chromium)!,
            };
            var system = parse.GetValue(broker) is { } bus ? new SystemAddress(null, null, null, bus, parse.GetValue(prefix)!)
                : SystemAddress.Find(parse.GetValue(host), parse.GetValue(token), parse.GetValue(data)!, Environment.GetEnvironmentVariable);
            await CrmAgentProgram.RunAsync(options, parse.GetValue(browser), system, parse.GetValue(id), parse.GetValue(capacity), output, cancellation).ConfigureAwait(false);
            return Ok;
        });
        return command;
    }

    private static Uri? Web(ArgumentResult result) => Address(result, ["http", "https"], "http://127.0.0.1:8080");

    private static Uri? Broker(ArgumentResult result) => Address(result, ["amqp", "amqps"], "amqp://user:password@host:5672/vhost");

    /// <summary>It may hold a password: of a wrong one no more is repeated than its scheme.</summary>
    private static Uri? Address(ArgumentResult result, string[] schemes, string example)
    {
        var isUrl = Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url);
        if (isUrl && schemes.Contains(url!.Scheme))
            return url;
        var name = result.Parent is OptionResult option ? option.Option.Name : "An address";
        result.AddError($"{name} is {(isUrl ? $"an address of {url!.Scheme}:" : "no address")}; write it like {example}.");
        return null;
    }
}
