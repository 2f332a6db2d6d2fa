using System.Text.Json;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Tests.Wasm.Faulty;

namespace Swarm.Messaging.Integration.Tests.Wasm.Load;

/// <summary>Code tasks as they may come: four of five are sound, the fifth runs a module that goes wrong in one of eight ways.</summary>
internal static class Mix
{
    /// <summary>Every so manieth task is faulty.</summary>
    public const int FaultyEach = 5;

    private const int ShortMs = 100;

    /// <summary>In turn. The first three can be recovered in WebAssembly, the others never.</summary>
    private static readonly string[] Faults =
    [
        FaultyModules.PanicsNowAndThen, FaultyModules.NeedsMemory, FaultyModules.PanicsNowAndThen, FaultyModules.Panics, FaultyModules.TakesMemory,
        FaultyModules.LoopsForEver, FaultyModules.OverflowsStack, FaultyModules.DividesByZero, FaultyModules.CallsMissingImport, FaultyModules.NeedsMemory,
    ];

    /// <summary>All that a host must have installed.</summary>
    public static IReadOnlyList<string> Modules { get; } = [.. Faults.Distinct(), FaultyModules.Works];

    /// <returns>The module's name; null: a sound task.</returns>
    public static string? FaultOf(int number) => number % FaultyEach == 0 ? Faults[number / FaultyEach % Faults.Length] : null;

    public static string IdOf(int number) => $"{FaultOf(number) ?? "sound"}.{number}";

    public static string ModuleOf(string taskId) => taskId[..taskId.IndexOf('.', StringComparison.Ordinal)];

    public static SubmitTask Task(int number)
    {
        var fault = FaultOf(number);
        var (operation, payload) = fault is not null
            ? ("test", new { language = "py", content = "x", module = fault })
            : (number % 4) switch
            {
                0 => ("test", (object)new { language = "py", content = "x", module = FaultyModules.Works }),
                1 => ("analyze", new { filePath = "main.rs", content = "fn main() { let x = 1; }\n" }),
                2 => ("create", new { filePath = "new.js", templateText = "// {{name}}\n", parameters = new { name = "run" } }),
                _ => ("refactor", new { filePath = "a.py", content = "def f(total):\n    return total\n", symbol = "total", newName = "sum_of" }),
            };
        return new SubmitTask
        {
            TaskId = IdOf(number), Client = $"client-{number % 3}", Kind = "code", Operation = operation, Payload = JsonSerializer.SerializeToElement(payload),
            TimeoutMs = fault == FaultyModules.LoopsForEver ? ShortMs : null,
        };
    }
}
