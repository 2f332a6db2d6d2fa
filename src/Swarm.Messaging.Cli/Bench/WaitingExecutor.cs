using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Cli.Bench;

/// <summary>
/// Kind <c>bench</c>: <c>wait</c> takes the given milliseconds of no processor's time, as a request to another service would; <c>faulty</c>
/// fails at every twentieth execution in a way that another one may mend; <c>text</c> returns so many characters. 63 times
/// as many as it runs at a time are fetched ahead: nodes as short as these would leave its slots empty while the next ones come, and one that waits for
/// its slot here costs Redis three quarters of one that waits in placement.
/// </summary>
internal sealed class WaitingExecutor(int slots) : IElasticExecutor
{
    public const int FaultyIn100 = 5;

    private static readonly byte[] Null = "null"u8.ToArray();
    private long executions;
    private long faults;
    private int running;
    private int most;

    public string Kind => "bench";

    public IReadOnlyCollection<string> Operations { get; } = ["wait", "faulty", "text"];

    public bool IsOffered => true;

    public TargetOffer Offer { get; } = new(64 * slots, ["bench/wait", "bench/faulty", "bench/text"]) { Room = slots };

    public bool TellsBegin => false;

    public TimeSpan Grace => TimeSpan.Zero;

    public long Executions => Interlocked.Read(ref executions);

    public long Faults => Interlocked.Read(ref faults);

    /// <summary>Executions at a time, at most.</summary>
    public int Most => Volatile.Read(ref most);

    public IReadOnlyList<Violation> Validate(string operation, JsonElement payload) => [];

    public async Task<ExecutionOutcome> ExecuteAsync(TaskExecution execution, CancellationToken cancellation)
    {
        Interlocked.Increment(ref executions);
        var now = Interlocked.Increment(ref running);
        for (var known = Most; now > known && Interlocked.CompareExchange(ref most, now, known) != known; known = Most)
        {
        }

        try
        {
            return await RunAsync(execution, JsonElement.Parse(execution.Payload.Span).GetDouble(), cancellation).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref running);
        }
    }

    public static Task WaitAsync(double ms, CancellationToken cancellation) => Task.Delay(TimeSpan.FromMilliseconds(ms), TimeProvider.System, cancellation);

    private async Task<ExecutionOutcome> RunAsync(TaskExecution execution, double number, CancellationToken cancellation)
    {
        switch (execution.Operation)
        {
            case "wait":
                await WaitAsync(number, cancellation).ConfigureAwait(false);
                return new ExecutionOutcome.Succeeded(Null);
            case "text":
                return new ExecutionOutcome.Succeeded(Encoding.ASCII.GetBytes($"\"{RandomNumberGenerator.GetHexString((int)number)}\""));
            default:
                if (XxHash3.HashToUInt64(Encoding.ASCII.GetBytes($"{execution.TaskId}#{execution.Attempt}")) % 100 >= FaultyIn100)
                    return new ExecutionOutcome.Succeeded(Null);
                Interlocked.Increment(ref faults);
                return new ExecutionOutcome.Failed("ECONNRESET", "every twentieth execution fails");
        }
    }
}
