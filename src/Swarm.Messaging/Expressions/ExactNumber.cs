using System.Globalization;

namespace Swarm.Messaging.Expressions;

/// <summary>
/// A number that no 64 bits hold, as it came. Expressions calculate with its <see cref="Value"/>; whatever else of the library asks for a number gets the nearest double.
/// </summary>
internal sealed class ExactNumber(string text) : IConvertible
{
    private Scaled? value;

    /// <summary>As it stands in JSON.</summary>
    public string Text => text;

    /// <summary><see cref="ExpressionException"/> where it is longer than can be calculated with.</summary>
    public Scaled Value => value ??= Scaled.Parse(text);

    private double Near => double.Parse(text, CultureInfo.InvariantCulture);

    public override string ToString() => text;

    public TypeCode GetTypeCode() => TypeCode.Object;

    public bool ToBoolean(IFormatProvider? provider) => Near != 0;

    public byte ToByte(IFormatProvider? provider) => Convert.ToByte(Near);

    public char ToChar(IFormatProvider? provider) => Convert.ToChar(Near);

    public DateTime ToDateTime(IFormatProvider? provider) => Convert.ToDateTime(Near);

    public decimal ToDecimal(IFormatProvider? provider) => Convert.ToDecimal(Near);

    public double ToDouble(IFormatProvider? provider) => Near;

    public short ToInt16(IFormatProvider? provider) => Convert.ToInt16(Near);

    public int ToInt32(IFormatProvider? provider) => Convert.ToInt32(Near);

    public long ToInt64(IFormatProvider? provider) => Convert.ToInt64(Near);

    public sbyte ToSByte(IFormatProvider? provider) => Convert.ToSByte(Near);

    public float ToSingle(IFormatProvider? provider) => Convert.ToSingle(Near);

    public string ToString(IFormatProvider? provider) => text;

    public object ToType(Type conversionType, IFormatProvider? provider) => Convert.ChangeType(Near, conversionType, CultureInfo.InvariantCulture);

    public ushort ToUInt16(IFormatProvider? provider) => Convert.ToUInt16(Near);

    public uint ToUInt32(IFormatProvider? provider) => Convert.ToUInt32(Near);

    public ulong ToUInt64(IFormatProvider? provider) => Convert.ToUInt64(Near);
}
