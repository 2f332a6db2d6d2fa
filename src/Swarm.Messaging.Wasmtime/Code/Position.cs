using System.Text.Json;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Wasmtime.Code;

/// <summary>A place in the content, both from 1; the column counts Unicode code points, as in the result of <c>analyze</c>.</summary>
internal sealed record Position(int Line, int Column)
{
    private const int Most = 10_000_000;

    /// <summary>Null when <paramref name="of"/> has no field position, or with what is wrong with it.</summary>
    public static Position? Read(JsonElement of, string path, List<Violation> violations)
    {
        if (PayloadFields.Object(of, "position", path, violations) is not { } position)
            return null;
        var place = $"{path}.position";
        PayloadFields.RefuseUnknown(position, place, ["line", "column"], violations);
        var line = PayloadFields.WholeNumber(position, "line", 1, Most, violations, place);
        var column = PayloadFields.WholeNumber(position, "column", 1, Most, violations, place);
        if (!PayloadFields.IsGiven(position, "line"))
            violations.Add(new Violation($"{place}.line", null, "is required: the line, from 1.", "missing_field"));
        if (!PayloadFields.IsGiven(position, "column"))
            violations.Add(new Violation($"{place}.column", null, "is required: the column in code points, from 1.", "missing_field"));
        return line is null || column is null ? null : new Position(line.Value, column.Value);
    }
}
