using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Swarm.Messaging.Expressions;

/// <summary>What an expression has made, as JSON: numbers that are passed on as they came.</summary>
internal sealed class ExpressionJson : JsonConverter
{
    /// <summary>Why there is none: JSON has no word for what is no number any more.</summary>
    public const string Beyond = "it gives a number beyond what can be calculated with (about 1.8e308)";

    private static readonly ExpressionJson Numbers = new();

    private ExpressionJson()
    {
    }

    public override bool CanRead => false;

    /// <summary><see cref="ExpressionException"/> where it has calculated until it was no number any more.</summary>
    public static string Of(JToken token) => token.ToString(Formatting.None, Numbers);

    public override bool CanConvert(Type objectType) => objectType == typeof(ExactNumber) || objectType == typeof(double);

    public override void WriteJson(JsonWriter writer, object? value, JsonSerializer serializer)
    {
        if (value is ExactNumber number)
            writer.WriteRawValue(number.Text);
        else if (value is double finite && double.IsFinite(finite))
            writer.WriteValue(finite);
        else
            throw new ExpressionException(Beyond);
    }

    public override object ReadJson(JsonReader reader, Type objectType, object? existingValue, JsonSerializer serializer) => throw new NotSupportedException();
}
